"""A line of a page -> what it is there for, as far as the line alone tells: furniture, meta, the start of comments."""

import re
from enum import StrEnum

from bot.domain.source import Role

# What opens a line is matched against the line in small letters: without a flag for it the engine passes over most
# alternatives by their first letter.
_SHARING = r"share|print|e-?mail|tweet|save|facebook|twitter|x|linkedin|whatsapp"
_FURNITURE = re.compile(
    rf"""(?x)^(?:
      [\W\d_]*$                                             # nothing but marks and figures
      # the way through the site
    | you\s+are\s+here | home\s*(?:$|[>|/\u00bb\u203a])
    | skip\s+to | back\s+to\s+(?:top|list|home|news) | jump\s+to | go\s+to\s+top | top\s+of\s+page | main\s+menu
    | menu\b.{{0,20}}$ | toggle\s+navigation | (?:close|open)\s+menu | search\s*$
    | log\s*in\b | sign\s+(?:in|up)\b | register\s*$ | my\s+account | table\s+of\s+contents
    | in\s+this\s+section | on\s+this\s+page
    | next\s*: | previous\s*: | (?:next|previous)\s+(?:article|story|page|post|release)?\s*[\u00bb>:]?\s*$ | up\s+next
    | loading\b.{{0,12}}$ | load\s+more | continue\s+reading | scroll\s+(?:down|to)\b | swipe\b
    | view\s+(?:all|more|full|comments|gallery|original|in\s+browser)\b.{{0,30}}$ | show\s+(?:more|less|all)\b.{{0,20}}$
    | (?:click|tap|press)\s+(?:here|to|on)\b | (?:watch|listen)\s*:
    | (?:rss|xml|faq|sitemap|site\s+map|mobile\s+version|accessibility|english|deutsch|fran\u00e7ais|espa\u00f1ol
        |\u4e2d\u6587|\u0440\u0443\u0441\u0441\u043a\u0438\u0439|norsk)\s*(?:$|[|/])
    | (?:adjust\s+)?font\s+size | text\s+size | a\s*-\s*a\s*\+ | large\s+medium\s+small | \u3010.{{0,10}}\u5b57\u4f53
      # sharing
    | (?:share|tweet|print|e-?mail|download|copy\s+link|save|facebook|twitter|linkedin|whatsapp|telegram|wechat|weibo
        |reddit|x)\s*(?:$|[:|/(\u00b7]|(?:this|on|via|with|article|page|pdf|(?:the\s+)?(?:story|link))\b)
    | (?:{_SHARING})(?:\s+(?:{_SHARING}|this|page))+\s*$
    | (?:suggest|recommend|send|tell)\s+(?:this\s+)?(?:page\s+)?(?:to\s+)?(?:a\s+)?friend
    | follow\s+(?:us|@|our).{{0,80}}$ | join\s+(?:us|our)\b.{{0,60}}$ | like\s+us\b
      # other pages
    | (?:related|recommended|popular|trending|more|other|latest|top|similar)\s+(?:\w+\s+){{0,2}}
        (?:news|stories|story|articles?|content|reading|posts?|links?|topics?|headlines|coverage|documents
          |press\s+releases)\b.{{0,40}}$
    | related\s*:?\s*$ | see\s+also\b | read\s+(?:more|also|next|the\s+full|full)\b | also\s+read | don'?t\s+miss
    | most\s+(?:read|viewed|popular|shared|commented) | you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested)
    | recommended(?:\s+for\s+you)?\s*:?\s*$ | more\s+(?:from|on|in|about)\b[^.!?]{{0,60}}$
    | editor'?s?\s+(?:picks?|choice) | off\s+the\s+wire
      # advertising, subscriptions, cookies
    | [\[(]?advertise?ments?\b.{{0,90}}$ | (?:story|article)\s+continues\b.{{0,40}}$ | interact\s+with\b.{{0,30}}$
    | sponsored\b.{{0,60}}$ | promoted\b.{{0,30}}$ | paid\s+(?:content|post)
    | subscribe | newsletter | get\s+(?:the|our|breaking)\s+.{{0,60}}(?:inbox|newsletter|app|alerts) | sign\s+up
    | download\s+(?:the|our)\s+app | enter\s+your\s+e-?mail | already\s+a\s+subscriber
    | this\s+article\s+is\s+for\s+subscribers | support\s+(?:our|independent)\s+journalism | start\s+your\s+free\s+trial
    | if\s+you\s+(?:like|enjoy|value)\s+(?:what|our|this)
    | we\s+use\s+(?:\w+\s+){{0,3}}cookies | this\s+(?:web\s?)?site\s+uses\s+cookies | cookies?\b.{{0,40}}$
    | accept\s+(?:all\s+)?cookies? | accept\s+all | manage\s+(?:cookies|preferences)
    | by\s+(?:continuing|using)\s+(?:to\s+)?(?:use|browse|this)
      # rights and responsibility
    | privacy\s+(?:policy|notice) | terms\s+(?:of|and|&)\s+(?:use|service|conditions)
    | copyright | \(c\)\s | \u00a9
    | (?:editor(?:s|ial\s+staff)?|web\s+editor|responsible\s+editor)\s*: | our\s+standards
    | (?:editing|reporting|writing|additional\s+reporting|compiled|translated)\s+by
    | \((?:reporting|editing|writing)\s+by
    | contributed\s+to\s+the\b.{{0,40}}$
    | (?:the\s+)?(?:views|opinions)\s+expressed\b | (?:this\s+is\s+an?\s+)?(?:opinion|op-?ed)\s+(?:piece|article)\b
    | disclaimer\b | for\s+information\s+media\b | not\s+an\s+official\s+record
      # addresses
    | (?:address|tel|telephone|phone|fax|e-?mail|tlf|adresse|telefon|website|web\s?site|web|switchboard|opening\s+hours
        |office\s+hours|postal\s+code|zip|media\s+(?:contact|enquiries|inquiries)s?|press\s+(?:contact|enquiries|office)s?
        |contact(?:\s+(?:us|information|person|details|for\s+media))?s?
        |for\s+(?:more|further|media|press)\s+(?:information|inquiries|enquiries)|for\s+media)
      \s*(?:$|[:(|]|,\s*(?:please|contact))
    | contact\s+[^.]{{0,80}}
        \b(?:e-?mail|telephone|phone|press\s+office|media\s+team|communications?\s+team)\b
    | (?:https?://|www\.)\S{{1,400}}\s*$ | [^\s@]{{1,80}}@[^\s@]{{1,80}}\.\w{{2,20}}\s*$
      # about the page and the article
    | (?:posted|filed|published|categorized)\s+(?:in|under)\s*:
    | (?:tags?|topics?|keywords?|categor(?:y|ies)|section|labels?|key\s?words)\s*:
    | about\s+(?:this\s+\w+|us|the\s+author)\s*$ | (?:the\s+)?original\s+article
    | \(?this\s+(?:\w+\s+){{0,3}}(?:article|story|page|post|version)\s+(?:was|is|has|may|appeared|originally)\b
    | (?:correction|clarification|editor'?s\s+note|note\s+to\s+editors?)\s*:
    | (?:photo|image|picture|video|caption|file\s+photo|credit|illustration|foto|bilde)s?
      \s*(?:[:/|\u00a9]|credit\b|by\b)
    | (?:was\s+this|is\s+this|did\s+you\s+find)\b.{{0,60}}\? | rate\s+this | report\s+(?:a|an)\s+(?:error|typo|problem)
    | hits\s*:\s*\d+ | views?\s*:\s*\d+ | \d+\s+(?:views?|shares?|likes?|reads?|min(?:ute)?s?\s+read)\b.{{0,20}}$
    | powered\s+by | (?:blog\s+)?comments\s+powered\s+by
      # the end, and page numbers
    | (?:end|ends|endi(?:tem)?|the\s+end|\(end\)|-+\s*end[si]?(?:tem)?\s*-+|\#{{2,}}|-30-|\*{{3,}}|finis|fin|slutt|slut
        |ende|\u5b8c)\s*[.)]?\s*$
    | (?:page|p\.|side|seite)\s*\d+(?:\s*(?:of|/|av|von)\s*\d+)?\s*$ | \d+\s*/\s*\d+\s*$
    | \d{{2}}-\d{{5}}(?:\s+\d+/\d+)?\s*$ | \d+/\d+\s+\d{{2}}-\d{{5}}\s*$        # of the United Nations' records
    | a/\d+/pv\.\d+.{{0,20}}$ | \d{{2}}/\d{{2}}/\d{{4}}\s+a/\d+/pv\.\d+\s*$
    )"""
)
_INSIDE = re.compile(
    r"""(?x)^(?:
      .{0,120}\ball\s+rights\s+reserved | .{0,60}reproduction\s+.{0,30}prohibited
    | .{0,200}\bcontributed\s+to\s+this\s+(?:report|story|article)
    )"""
)
"""Furniture that does not open with the words that tell it."""
_SECTION = r"""^(?:
      notes?\s+(?:to|for)\s+(?:the\s+)?editors? | (?:press|media)\s+(?:contacts?|enquiries|inquiries)
    | about\s+(?:the\s+)?[a-z][\w\s]{2,60}$
    | (?:related|more|other|latest|top|popular|trending|recommended|most\s+read)\b[^.!?]{0,40}$ | off\s+the\s+wire
    | most\s+(?:read|viewed|popular)\b.{0,30}$ | you\s+may\s+also\s+like.{0,20}$ | see\s+also\s*:?\s*$
    | read\s+more\s*:?\s*$ | also\s+read\s*:?\s*$ | don'?t\s+miss\s*:?\s*$
    )\s*:?\s*$"""
_OVER = r"""^(?:
      \(?end(?:s|item)?\)?\.?(?:\s+\d{1,2}:\d{2}\s*[ap]\.?m\.?.{0,8})?      # also "END 2:15 P.M. EST"
    | \#{3,} | \#[ ]\#[ ]\# | -+\s*(?:end[si]?|enditem)\s*-+ | -30- | endi(?:tem)?(?:/\w+)?
    )$"""
_COMMENTS = r"""^(?:
      \(?\d+\)?\s+(?:reader\s+)?
        (?:comments?|responses?|replies|kommentarer|commentaires|kommentare|comentarios)\b.{0,40}$
    | (?:reader(?:s'|'s)?\s+)?comments?\s*(?:\(\d+\)|:|\d+)?\s*(?:$|:\s.{0,60}$)
    | (?:leave|post|add|write)\s+(?:a|your)\s+(?:comment|reply|response)\b.{0,40}$
    | join\s+the\s+(?:conversation|discussion|debate).{0,30}$
    | (?:kommentarer|commentaires|kommentare|comentarios|\u8bc4\u8bba|\u7f51\u53cb\u8bc4\u8bba
        |\u043a\u043e\u043c\u043c\u0435\u043d\u0442\u0430\u0440\u0438\u0438)\s*(?:\(\d+\)|:)?\s*$
    | what\s+do\s+you\s+think\?.{0,40}$ | (?:sort|order)\s+(?:comments\s+)?by\s*:?.{0,30}$ | have\s+your\s+say.{0,30}$
    | readers?\s+(?:respond|react|say).{0,20}$ | discussion\s*\(\d+\)\s*$
    )"""
_COMMENTS_OVER = r"""^(?:
      end\s+of\s+comments | comments\s+(?:are\s+)?closed | (?:article|story)\s+continues\b.{0,30}
    | continue(?:s|d)?\s+(?:article|story)\s*$ | back\s+to\s+(?:the\s+)?(?:article|story)
    )"""
_MARK = re.compile(
    rf"""(?x)
      (?P<over>{_OVER}) | (?P<comments_over>{_COMMENTS_OVER}) | (?P<comments>{_COMMENTS}) | (?P<section>{_SECTION})"""
)
_META = re.compile(
    r"""(?x)^(?:
      # fields: "Source: Xinhua"
      (?:source|published|publication\s+date|updated|last\s+updated|modified|posted|posted\s+on|released?|release\s+date
        |date|time|issued|created|location|place|venue|author|dateline|reference|ref|press\s+release\s+(?:no|number|\d)
        |no|statement\s+(?:no|by\s+the\s+press)|document\s+type|type|language|speaker|published\s+(?:by|on|at)|from|to
        |subject|quelle|kilde|fuente|dato|datum|fecha|\u6765\u6e90|\u65f6\u95f4|\u53d1\u5e03\u65f6\u95f4|\u65e5\u671f)
      \s*[:|]
    | (?:published|publication\s+date|updated|last\s+updated|modified|posted|released|issued|created|press\s+release
        |statement|ref(?:erence)?)\s*(?:on\s+|no\.?\s*|number\s+)?\d
      # bylines
    | by\s+(?:[a-z][\w.'-]+\s*,?\s*){1,6}(?:$|[,|(/])
    | by\s+.{2,60}\b(?:published|updated|posted)\b.{0,60}$
    | by\s+.{0,60}\b(?:staff|reporter|correspondent|agency|agencies|desk|editor)\b.{0,60}$
      # what sort of page it is
    | (?:for\s+immediate\s+release|embargoed\b|press\s+release|press\s+statement|media\s+(?:release|note|statement)
        |news\s+release|news|statement|speech|speeches(?:\s+and\s+statements)?|transcript|remarks|opinion|interview
        |pressemelding|pressemitteilung|communiqu\u00e9\s+de\s+presse|comunicado(?:\s+de\s+prensa)?|nyhet)
      \s*(?:$|[|:\u2013-]\s*(?:\w+\s*:?\s*)?\d|[|]|\(?no\.?\s*\d|\(?\d)
    | (?:please\s+)?check\s+against\s+delivery | \(?as\s+(?:delivered|prepared)(?:\s+for\s+delivery)?\)?\s*$
      # the agency's name alone, or before a date
    | \(?(?:xinhua|reuters|ap|afp|tass|ntb|dpa|efe|ansa|kyodo|yonhap|pti|ians|ani|ria\s+novosti|interfax|ukrinform|ctk
        |bns|cna|bloomberg|anadolu(?:\s+agency)?|chinadaily(?:\.com\.cn)?|china\s+daily|global\s+times
        |people'?s\s+daily(?:\s+online)?|cgtn|cctv(?:\.com)?|china\.org\.cn)\)?\s*(?:[,|/\u2013-]|\d|updated|$)
      # a time of day
    | \d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?(?:[a-z]{2,5}|local\s+time)\)?)?\s*$
    )"""
)
_TIMED = re.compile(
    r"""(?xi)
      \d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?
    | \b(?:gmt|utc|cet|cest|est|edt|bst|updated|local[ ]time|beijing[ ]time|last|on|at|posted|published
        |monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b
    """
)
"""What may stand beside a date in a line that tells nothing else."""
_CREDIT = re.compile(
    r"""(?xi)(?:
      [(\[][^()\[\]]{0,60}(?:photo|foto|image|afp|reuters|getty|xinhua|ntb|epa|file|courtesy|illustration)
        [^()\[\]]{0,60}[)\]]
    | \b(?:photo|foto)\s*:\s*[\w ./-]{2,40}
    | \bvia\s+(?:reuters|ap|afp|getty[\w ]{0,20})
    | [/\u00a9]\s?(?:afp|reuters|getty|xinhua|ntb|epa|ap|scanpix|tass)[\w\s/.]{0,40}
    )\.?$"""
)
"""Whose picture it is, at the end of a caption ..."""
_CREDIT_SIGNS = ("(", "[", "/", "\u00a9", "oto", "via")
"""... which holds one of these."""
_CAPTIONED = re.compile(r"(?i)\[\d+/\d+\]|file\s+(?:photo\b|[-\u2013])")
_CREDIT_REACH = 90
_LONGEST_CAPTION = 400
_SEPARATORS = "\u2022\u00b7|\u00bb\u203a>/"
_STRIP = re.compile(r"\s[\u2022\u00b7|\u00bb\u203a>]\s|\s{2,}\u2022|\s/\s")
_DASHES = re.compile(r"\s[-\u2013]\s")
_WORD = re.compile(r"\w+")
_LONGEST_META, _LONGEST_FURNITURE, _LONGEST_MARK, _LONGEST_STRIP = 200, 300, 120, 80
"""Characters; a longer line is prose, whatever it opens with."""


class Mark(StrEnum):
    """What a line opens beyond itself."""

    COMMENTS = "comments"
    COMMENTS_OVER = "comments_over"
    OVER = "over"  # "###", "ENDS": nothing below belongs to the text
    SECTION = "section"  # a heading over furniture: other headlines, notes to editors


def role_of(line: str, dated: tuple[int, int] | None = None) -> Role | None:
    """FURNITURE or META, or None when the line alone does not tell. ``dated`` is where a date stands in it."""
    low = line.lower() if len(line) <= _LONGEST_FURNITURE else ""
    if len(line) <= _LONGEST_META and (_META.match(low) or (dated is not None and _dates(line, dated))):
        return Role.META
    return Role.FURNITURE if (low and _is_furniture(low)) or _is_strip(line) else None


def _is_furniture(low: str) -> bool:
    if _FURNITURE.match(low):
        return True
    inside = "reserved" in low or "reproduct" in low or "contributed" in low
    return inside and _INSIDE.match(low) is not None


def _dates(line: str, dated: tuple[int, int]) -> bool:
    """Whether a line with a date hardly says more than that."""
    if len(line) > _LONGEST_MARK:
        return False
    words = len(_WORD.findall(_TIMED.sub("", line[: dated[0]] + line[dated[1] :])))
    leads = dated[0] <= 2 and line[-1] not in ".!?"
    return words <= 2 or (leads and words <= 6 and len(line) <= _LONGEST_STRIP)


def mark_of(line: str) -> Mark | None:
    """Whether the line opens comments, ends them, or heads a section of furniture."""
    if len(line) > _LONGEST_MARK:
        return None
    found = _MARK.match(line.lower())
    return Mark(found.lastgroup or "") if found is not None else None


def credited(line: str) -> bool:
    """Whether a photographer or an agency is named somewhere at the line's end: it stood under a picture."""
    return _CREDIT.search(line) is not None


def caption(line: str) -> bool:
    """Whether a paragraph is a picture's caption: it ends in a credit or opens as captions of agencies do."""
    if len(line) > _LONGEST_CAPTION:
        return False
    tail = line[-_CREDIT_REACH:].casefold()
    credit = any(sign in tail for sign in _CREDIT_SIGNS) and _CREDIT.search(line, max(0, len(line) - _CREDIT_REACH))
    return bool(credit or _CAPTIONED.match(line))


def _is_strip(line: str) -> bool:
    """A row of links or other headlines: three or more separators and hardly a full stop."""
    if len(line) <= _LONGEST_MARK and line[-1:] not in ".!?":
        dashes = line.count("-") + line.count("\u2013")
        if dashes >= 3 and len(_DASHES.findall(line)) >= 3:
            return True
    if not any(sign in line for sign in _SEPARATORS):
        return False
    separators = len(_STRIP.findall(line))
    return separators >= 3 or (separators == 2 and len(line) <= _LONGEST_STRIP)
