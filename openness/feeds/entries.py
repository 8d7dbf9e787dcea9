"""What an entry of a feed says: of one change, or of a publication of many records."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openness.choices import RecordKind
from openness.domain.history.changes import Entry
from openness.domain.history.following import Bundle, News
from openness.domain.history.wording import Worded
from openness.feeds.atom import Category, Link, tag
from openness.imprint import absolute

_NAMED_FIELDS = 2
_SHORT = 60
_SUMMARY = 300
_PAGES = {"model": "model", "licence": "licence", "vendor": "vendor", "article": "fact-check"}


def entry_of(*, item: News | Bundle, followed: str, by_filter: bool = False) -> dict[str, Any]:
    """What `AtomFeed.add_item` takes for `item` in the feed whose path is `followed`, in the language in use.

    A change is the same entry in every feed of a language, but for those `by_filter`, which say what it meant there;
    many records together are another in each feed.
    """
    said = _of_bundle(item, followed) if isinstance(item, Bundle) else _of_news(item)
    if by_filter and isinstance(item, News):
        said["unique_id"] = tag(f"{followed}#{item.revision}/{item.entry.slug}")
    [page, *_more] = said["links"]
    return {**said, "link": page.address, "pubdate": item.at, "updateddate": item.at}


def _of_news(news: News) -> dict[str, Any]:
    entry = news.entry
    page = _changes_page(record=f"{entry.kind}/{entry.slug}", revision=entry.revision)
    own = record_address(entry=entry)
    links = [_html("alternate", page), *([_html("related", own, entry.name)] if own else [])]
    return {
        "unique_id": tag(f"{get_language()}/changes/{entry.revision}/{entry.kind}/{entry.slug}"),
        "title": _title(news),
        "links": links,
        "subjects": list(_categories(news)),
        "description": Truncator(" ".join(_summary(news).split())).chars(_SUMMARY),
        "content": render_to_string("feeds/change.html", {"news": news, "entry": entry, "own": own, "page": page}),
    }


def _of_bundle(bundle: Bundle, followed: str) -> dict[str, Any]:
    page = _changes_page(revision=bundle.revision)
    title = ngettext("%(number)s record published at once", "%(number)s records published at once", bundle.total)
    context = {
        "bundle": bundle,
        "first": [(entry, record_address(entry=entry)) for entry in bundle.first],
        "more": bundle.total - len(bundle.first),
        "page": page,
    }
    return {
        "unique_id": tag(f"{followed}#{bundle.revision}"),
        "title": title % {"number": bundle.total},
        "links": [_html("alternate", page)],
        "subjects": [Category(kind, str(RecordKind(kind).label)) for kind, _number in bundle.counts],
        "description": bundle.in_all,
        "content": render_to_string("feeds/bundle.html", context),
    }


def _html(rel: str, address: str, title: str = "") -> Link:
    return Link(rel, address, "text/html", get_language() or "", title)


def _changes_page(**parameters: Any) -> str:
    return absolute(f"{reverse('changes')}?{urlencode(parameters, safe='/')}")


def record_address(*, entry: Entry) -> str:
    """The whole address of a record's page, "" where readers do not find one today."""
    if not entry.exists:
        return ""
    if entry.kind == RecordKind.DIMENSION:
        return absolute(f"{reverse('dimensions')}#{entry.slug}")
    return absolute(reverse(_PAGES[entry.kind], args=[entry.slug]))


def _title(news: News) -> str:
    entry = news.entry
    if news.move == "entered":
        return _("%(name)s: found by this filter from now on") % {"name": entry.name}
    if news.move == "left":
        return _("%(name)s: no longer found by this filter") % {"name": entry.name}
    return f"{entry.name}: {_what(entry)}"


def _what(entry: Entry) -> str:
    if entry.what != "changed":
        return _("added") if entry.what == "added" else _("removed")
    fields = [one.field for one in entry.differences]
    if len(fields) == 1 and _is_short(entry.differences[0]):
        return _in_a_line(entry.differences[0])
    if 0 < len(fields) <= _NAMED_FIELDS:
        return _("%(fields)s changed") % {"fields": ", ".join(fields)}
    words = ngettext("%(count)s field changed", "%(count)s fields changed", len(fields))
    return words % {"count": len(fields)}


def _is_short(one: Worded) -> bool:
    return one.kind == "changed" and len(one.before) + len(one.after) <= _SHORT


def _categories(news: News) -> Iterator[Category]:
    entry = news.entry
    what = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    moves = {"entered": _("newly found"), "left": _("no longer found")}
    yield Category(entry.kind, str(RecordKind(entry.kind).label))
    yield Category(entry.what, what[entry.what])
    if news.move:
        yield Category(news.move, moves[news.move])


def _summary(news: News) -> str:
    """One text: why, then what differs, or what is known of a record that was added."""
    entry = news.entry
    said = [entry.reason] if entry.reason else []
    said += [f"{name}: {value}" for name, value in news.facts]
    said += [_in_a_line(one) for one in entry.differences]
    return " · ".join(said) or f"{RecordKind(entry.kind).label} {_what(entry)}"


def _in_a_line(one: Worded) -> str:
    if one.kind != "changed":
        return f"{one.field}: {_('added') if one.kind == 'added' else _('removed')}"
    if one.pieces:
        return f"{one.field}: {_('changed')}"
    return f"{one.field}: {one.before} → {one.after}"
