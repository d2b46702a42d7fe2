"""Text as a page, a question or a form may hold it at worst, and the words a person is to see of it."""

from unicodedata import category

from hypothesis import strategies as st

SNIPPETS = (
    "@everyone", "@here", "<@1>", "<@!123456789012345678>", "<@&1>", "<#1>", "<:a:1>", "<a:wave:123>",
    "<t:1>", "<t:1:R>", "</said:1>", "<!channel>", "<!here|x>", "<!subteam^S1>", "<@U1>", "<#C1|x>", "&amp;",
    "&lt;!here&gt;", "<mailto:a@b.example|x>", "a@b.example", "<id:guide>", "<id:customize>", ":smile:", ":+1:",
    "https://evil.example/a_b", "<https://evil.example>", "steam://run/1", "discord://-/channels",
    "discord.gg/abc", "DiscordApp.com/invite/abc", "[Norway](https://evil.example)", "](https://evil.example)",
    "[", "]", "(", ")",
    "![x](https://evil.example/y.png)", "*", "**", "***", "_", "__", "~", "~~", "|", "||", "`", "``", "```",
    "```py\n", "\\", "\\\\", "\\*", "¯\\_(ツ)_/¯", "¯_(ツ)_/¯", "\n", "\n\n", "\r\n", "\r\n\r\n", "\n> ",
    "\n>>> ", "\n# ", "\n### ", "\n-# ", "\n- ", "\n* ", "\n+ ", "\n1. ", "\n\n1234567. ", "\n\n- ",
    "\n\n# ", "\n\n-# ", "\n\n> ", "> ", "# ", "-# ", "- ", "1. ", "“", "”", "\u202e", "\u202a", "\u2066",
    "\u2069", "\u200f", "\u200e", "\u200b", "\u200d", "\u200c", "\ufeff", "\u00ad", "\u2028", "\u2029",
    "\x00", "\x07", "\x1b[31m", "\x85", "\x9b", "\u00a0", "\u3000", " ", "  ", "\t", "Norway", "Norwegian",
    "挪威", "中国外交部发言人。", "النرويج", "نورվ", "e\u0301", "👩‍👩‍👧‍👦", "🇳🇴", "👍🏽", "🔴", "©", "ℹ", "10:30",
    "a:b", "http:", "//", "x", "1", ".", "!", "_a_", "*b*",
)  # fmt: skip

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_BLANKS = "\t\n\v\f\r\x85"


def as_read(text: str) -> str:
    """What a person is to see: white space as one space, without controls and what turns the reading direction."""
    kept = (letter for letter in text if letter not in TURNS and (category(letter) != "Cc" or letter in _BLANKS))
    return " ".join("".join(kept).split())


def joined(text: str) -> str:
    """Any text with its white space as one space."""
    return " ".join(text.split())


_ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
_SPECIAL = st.text("\\*_~|`<>@#[]()!:.-+/& \n1a", max_size=30)

texts = st.lists(st.one_of(st.sampled_from(SNIPPETS), _ANY, _SPECIAL), max_size=30).map("".join)
"""Up to some hundred characters."""

long_texts = st.builds(lambda text, times: text * times, texts, st.sampled_from((1, 1, 1, 5, 40))).map(
    lambda text: text[:10_000]
)
"""Up to ten thousand characters."""
