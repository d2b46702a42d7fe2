"""The address of a database: what is shown of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.address import Address, is_address


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("postgresql://host/name", "postgresql://host/name"),
        ("postgresql://ada@host:5432/name", "postgresql://ada@host:5432/name"),
        ("postgresql://ada:geheim@host/name", "postgresql://ada:***@host/name"),
        ("postgres://ada:ge@heim@one:1,two:2/name?sslmode=require", "postgres://ada:***@one:1,two:2/name?sslmode=require"),
        ("postgresql:///name?host=/run&password=geheim&user=ada", "postgresql:///name?host=/run&password=***&user=ada"),
        ("postgresql:///name?sslpassword=geheim", "postgresql:///name?sslpassword=***"),
        ("postgresql:///name?PASSWORD=geheim", "postgresql:///name?PASSWORD=***"),
        ("postgresql://ada:geheim@host/na\nme", "postgresql://ada:***@host/na%0Ame"),
    ],
)
def test_an_address_is_shown_without_its_password(uri: str, shown: str) -> None:
    """In words and in ``repr``, and in one line."""
    address = Address(uri)

    assert (str(address), repr(address)) == (shown, f"Address({shown!r})")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#@:&=*%"), min_size=12, max_size=20))
def test_no_password_is_ever_shown(password: str) -> None:
    """Whatever it is made of."""
    addresses = [Address(f"postgresql://ada:{password}@host/name"), Address(f"postgresql://host/name?password={password}")]

    assert [password in str(each) or password in repr(each) for each in addresses] == [False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://host/name", True),
        ("POSTGRES://host/name", True),
        ("archive.db", False),
        ("/data/postgresql:/name", False),
        ("postgresql:name", False),
    ],
)
def test_an_address_is_told_from_a_path(text: str, expected: bool) -> None:  # noqa: FBT001  a table's column
    """By its beginning."""
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("uri", "secrets"),
    [
        ("postgresql://ada@host/name", ()),
        ("postgresql://ada:ge%40heim@host/name", ("ge%40heim", "ge@heim")),
        ("postgresql:///name?user=ada&password=geheim&sslpassword=auch", ("auch", "geheim")),
    ],
)
def test_an_address_tells_what_must_not_be_logged(uri: str, secrets: tuple[str, ...]) -> None:
    """As written, and as meant."""
    assert Address(uri).secrets == secrets
