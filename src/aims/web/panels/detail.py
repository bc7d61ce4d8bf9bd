"""One record: what it says, what it is linked to, who signed, what can be done with it."""

from collections.abc import Iterable
from dataclasses import replace

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from aims.accounts.proof import HOW_LABELS, How
from aims.kernel.denied import Denied
from aims.kernel.duties import returned
from aims.kernel.images import restore
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.links import ATTACHMENT
from aims.kernel.models import Event, EventBody, File, Link, Person, Record, Stamp
from aims.kernel.policy import sees_drafts
from aims.kernel.standing import STANDING_LABELS, changed_alone, differs_from_force, standings
from aims.kernel.wording import day_text
from aims.kernel.workflow import ENDORSE, RETURN
from aims.web.asked import Asked, address, events_of, may_see, seen, to_record
from aims.web.frame import name_of, signer
from aims.web.looks.parts import ButtonLook, Crumb, Said, Text
from aims.web.looks.records import (
    AboutLook,
    AttachmentLook,
    CommentLook,
    DetailLook,
    FieldLook,
    LinkLook,
    SectionLook,
    SignatureLook,
    SourceLook,
)
from aims.web.panels.acts import NAMED, Act, able, refused
from aims.web.panels.rows import shown_fact
from aims.web.values import done, fact, label_of, language_name, language_of, listed, sentence_case

TITLES = frozenset({"title", "title_alt", "lang"})
ASIDE = ("owner", "unit", "review_due", "happened_on")


def found(asked: Asked, ref: str) -> Record:
    """The record of that ref in the world that is shown, if the reader sees it."""
    row = Record.objects.filter(ref=ref).values_list("kind", "pk").first()
    if row is None or row[0] not in KINDS:
        raise Denied("ref_unknown", ref=ref)
    record = asked.world.get(KINDS[row[0]].model, row[1])
    if record is None and asked.past and (now := asked.now.get(KINDS[row[0]].model, row[1])) and may_see(asked, now):
        raise Denied("not_there_yet", ref=ref, day=asked.past.day)
    if (shown := seen(asked, record)) is None:
        raise Denied("ref_unknown", ref=ref)
    return shown


def at_version(asked: Asked, record: Record, version: int) -> Record:
    """The record as it was in one of its versions, as far as the reader may read it."""
    row = (
        events_of(asked, record)
        .filter(version=version, body_row__isnull=False)
        .values_list("seq", "at", "actor", "action", "body_row__body")
        .first()
    )
    if row is None:
        raise Denied("ref_unknown", ref=f"{record.ref} v{version}")
    seq, at, actor, action, body = row
    return restore(KINDS[record.kind].model, body["after"], Stamp(seq, at, actor, action))


def describe(asked: Asked, record: Record, version_of: Record | None = None) -> DetailLook:
    """The record; with `version_of`, an old version of it, which shows its text and can only be read."""
    kind = KINDS[record.kind]
    if version_of is not None:
        return DetailLook(
            record.ref,
            sentence_case(kind.label),
            name_of(record),
            sentence_case(kind.workflow.label(record.state)),
            edition=kind.edition_of(record),
            sections=tuple(_sections(asked, record, kind)),
            links=tuple(_link(asked, "", asked.world.find(k.target), k.label) for k in record.links if k.target),
            signatures=tuple(_signatures(asked, record, record.version)),
            facts=tuple(_aside(asked, record, kind)),
            history_url=address(asked, f"/r/{record.ref}/history"),
            compare_url=address(asked, f"/r/{record.ref}/compare", {"a": record.version, "b": version_of.version}),
            drift=_("This is the record after change %(old)s; the newest is change %(new)s.")
            % {"old": record.version, "new": version_of.version},
        )
    return DetailLook(
        record.ref,
        sentence_case(kind.label),
        name_of(record),
        sentence_case(kind.workflow.label(record.state)),
        tuple(sentence_case(STANDING_LABELS[s]) for s in standings(record, asked.world)),
        kind.edition_of(record),
        sections=tuple(_sections(asked, record, kind)),
        buttons=_buttons(asked, record, kind),
        not_now=tuple(_not_now(asked, record, kind)),
        links=tuple(links(asked, record)),
        attachments=tuple(_attachments(record)),
        comments=tuple(_comments(asked, record)),
        signatures=tuple(_signatures(asked, record, *_signed_version(asked, record, kind))),
        facts=tuple(facts(asked, record, kind)),
        history_url=address(asked, f"/r/{record.ref}/history"),
        compare_url=address(asked, f"/r/{record.ref}/compare") if events_of(asked, record).count() > 1 else "",
        drift=_drift(asked, record),
        source=_source(record),
        cautions=tuple(_cautions(asked, record, kind)),
    )


def _sections(asked: Asked, record: Record, kind: Kind) -> Iterable[SectionLook]:
    for section in kind.sections:
        names = [name for name in section.fields if name not in TITLES and name not in ASIDE]
        shown = _in_page_language(record, names, [shown_fact(asked, record, name) for name in names])
        if shown:
            yield SectionLook(str(section.title), tuple(shown))
    if filled_in := [shown_fact(asked, record, name) for name in _filled_in(record, kind)]:
        yield SectionLook(_("Put in by the system"), tuple(filled_in))
    if reported := [shown_fact(asked, record, name) for name in _reported(record, kind)]:
        yield SectionLook(_("Reported"), tuple(reported))


def _filled_in(record: Record, kind: Kind) -> list[str]:
    """The fields of its own that nobody types: what the system put in with a move."""
    if not (kind.completes or any(move.completes for move in kind.workflow.transitions)):
        return []
    typed = {*kind.fields, *(name for move in kind.workflow.transitions for name in move.takes)}
    own = (f for f in kind.model._meta.local_fields if f.editable and not f.primary_key and f.name not in typed)
    return [f.name for f in own if getattr(record, f.attname) not in (None, "", [])]


def _reported(record: Record, kind: Kind) -> list[str]:
    """The fields that only moves bring, as the results of a test, where they are filled."""
    brought = dict.fromkeys(name for move in kind.workflow.transitions for name in move.takes)
    own = (n for n in brought if n not in (*kind.fields, "change_is_significant", "review_due", "user"))
    return [n for n in own if n not in ASIDE and getattr(record, kind.field(n).attname) not in (None, "", [])]


def _in_page_language(record: Record, names: list[str], shown: list[FieldLook]) -> list[FieldLook]:
    """Where a text stands in both languages, the one of the page comes first."""
    if not record.title_alt or record.name_lang == record.lang:
        return shown
    for name in names:
        if f"{name}_alt" in names and getattr(record, f"{name}_alt"):
            one, other = names.index(name), names.index(f"{name}_alt")
            first, second = shown[one], shown[other]
            shown[one], shown[other] = replace(first, value=second.value), replace(second, value=first.value)
    return shown


def about(asked: Asked, act: Act) -> AboutLook | None:
    """The record that an act is about or a new one will lead to; before a signature the way to see what is signed."""
    record = act.record or next((asked.now.find(target) for _relation, target in act.links), None)
    if record is None or not may_see(asked, record):
        return None
    kind = KINDS[record.kind]
    move = kind.workflow.transition(act.action)
    beside = None
    if move and move.signed and record.in_force_version and record.in_force_version != record.version:
        beside = Crumb(
            _("Compare with version %(version)s, which is in force") % {"version": record.edition},
            address(asked, f"/r/{record.ref}/compare", {"a": record.in_force_version, "b": record.version}),
        )
    return AboutLook(
        record.ref,
        name_of(record),
        to_record(asked, record),
        sentence_case(kind.label),
        sentence_case(kind.workflow.label(record.state)),
        kind.edition_of(record),
        beside,
        tuple(_sections(asked, record, kind)) if move else (),
        tuple(_cautions(asked, record, kind)) if move else (),
    )


def facts(asked: Asked, record: Record, kind: Kind) -> Iterable[FieldLook]:
    yield from _aside(asked, record, kind)
    yield from _returned(asked, record, kind)
    yield from _decided(asked, record, kind)
    yield from _next(asked, record, kind)


def _aside(asked: Asked, record: Record, kind: Kind) -> Iterable[FieldLook]:
    for name in ASIDE:
        if name in kind.fields or getattr(record, kind.field(name).attname):
            yield fact(asked, record, name)
    author = asked.world.get(Person, record.author_id)
    url = to_record(asked, author) if author else ""
    yield FieldLook(_("Written by"), name_of(author) if author else _("the system"), url)
    if record.title_alt:
        other = Text(record.title_alt, "en" if record.lang != "en" else "zh-hans")
        shown = other if record.name != record.title_alt else Text(record.title, record.lang)
        yield FieldLook(_("In the other language"), shown)
    if record.in_force_version:
        yield FieldLook(_("In force"), _("version %(version)s") % {"version": record.edition})


def _returned(asked: Asked, record: Record, kind: Kind) -> Iterable[FieldLook]:
    """Of a draft that came back and was not taken up: who returned it, when and why."""
    if (last := returned(record, asked.world)) and sees_drafts(asked.actor, kind, record):
        person = asked.world.get(Person, last.actor)
        who = name_of(person) if person else _("the system")
        note = _("%(day)s: %(why)s") % {"day": day_text(last.at), "why": asked.world.reason(last)}
        yield FieldLook(_("Returned by"), who, to_record(asked, person) if person else "", note=note)


def _decided(asked: Asked, record: Record, kind: Kind) -> Iterable[FieldLook]:
    """Who took each decision that is not signed, and when; signatures stand by themselves."""
    last = {stamp.action: stamp for stamp in asked.world.history(record)}
    for action, stamp in last.items():
        move = kind.workflow.transition(action)
        if move and not move.signed and (move.not_by or kind.decides(action)):
            person = asked.world.get(Person, stamp.actor)
            url = to_record(asked, person) if person else ""
            who = name_of(person) if person else _("the system")
            yield FieldLook(done(kind, action), who, url, note=day_text(stamp.at))


def _next(asked: Asked, record: Record, kind: Kind) -> Iterable[FieldLook]:
    """Who may take the next step, where the reader may not."""
    if asked.past:
        return
    granted = frozenset[str]().union(*kind.granted.values())
    for move in kind.workflow.open_to(record):
        act = Act(kind, move.name, record)
        denied = refused(asked, act)
        if move.name not in granted:  # the system's own
            continue
        if denied is None or denied.code not in ("not_granted", "own_work", "never", "read_only"):
            continue
        people = able(asked, act)
        label = _("Who may: %(action)s") % {"action": act.label}
        names = tuple(Crumb(name_of(one.person), to_record(asked, one.person)) for one in people[:NAMED])
        if len(people) > NAMED:
            names += (Crumb(_("and %(n)s more") % {"n": len(people) - NAMED}),)
        if move.puts_in_force or not record.is_in_force:
            yield FieldLook(label, "" if names else _("nobody holds a role that may"), values=names)


def _acts(asked: Asked, record: Record, kind: Kind) -> Iterable[tuple[Act, Denied | None]]:
    """What can be done to the record as it stands, and why the reader may not."""
    names = [*(("edit",) if "edit" in kind.actions else ()), *(m.name for m in kind.workflow.open_to(record))]
    names.sort(key=lambda name: name == RETURN)  # what goes on comes before what goes back
    acts = (Act(kind, name, record) for name in names if not asked.past)
    return ((act, refused(asked, act)) for act in acts)


def _buttons(asked: Asked, record: Record, kind: Kind) -> tuple[ButtonLook, ...]:
    """What the reader may do now."""
    made: list[ButtonLook] = []
    done_already = _done_already(asked, record, kind)
    acts = (one for one in _acts(asked, record, kind) if one[0].action not in done_already)
    for act, denied in acts:
        place = f"/r/{record.ref}/edit" if act.action == "edit" else f"/r/{record.ref}/do/{act.action}"
        if denied is None:
            made.append(
                ButtonLook(act.label, place, primary=not made and act.action != "retire" and not _is_recorded(act))
            )
    return tuple(made)


def _done_already(asked: Asked, record: Record, kind: Kind) -> set[str]:
    """What was signed beside the version in force, and is not signed twice."""
    done: set[str] = set()
    for stamp in asked.world.history(record):
        move = kind.workflow.transition(stamp.action)
        if move and move.signed and move.target is None:
            done.add(move.name)
        elif move and move.target:
            done.clear()
    return done - {ENDORSE}


def _is_recorded(act: Act) -> bool:
    """Whether what the act would put down, beside the state, stands there already: it can be put otherwise."""
    move = act.kind.workflow.transition(act.action)
    if move is None or move.target or not move.takes:
        return False
    return all(getattr(act.record, act.kind.field(name).attname) not in (None, "", []) for name in move.takes)


def _not_now(asked: Asked, record: Record, kind: Kind) -> Iterable[tuple[str, str]]:
    """What the reader's roles would let them do, and what hinders it today."""
    for act, denied in _acts(asked, record, kind):
        if denied and denied.code in ("own_work", "own_case", "not_ready", "quorum", "authority_lapsed"):
            yield act.label, denied.sentence


def links(asked: Asked, record: Record) -> Iterable[LinkLook]:
    """What the record leads to, then what leads to it; in the past only what its own image says."""
    kind = KINDS[record.kind]
    for link in getattr(record, "links", ()):
        if link.relation != ATTACHMENT:
            relation = kind.relation(link.relation)
            label = sentence_case(relation.label) if relation else link.relation
            is_open = relation is None or relation in kind.open_relations(record.state)
            sent = (("relation", link.relation), ("target", str(link.target))) if is_open else ()
            yield replace(_link(asked, label, asked.world.find(link.target), link.label), hidden=sent)
    if asked.past:
        return
    for source, name in Link.objects.filter(target=record.pk).values_list("source", "relation"):
        latest = asked.now.find(source)
        relation = KINDS[latest.kind].relation(name) if latest else None
        label = _("%(relation)s (leads here)") % {"relation": sentence_case(relation.label) if relation else name}
        other = seen(asked, latest)
        notes = [k.label for k in other.links if (k.relation, k.target) == (name, record.pk)] if other else [""]
        yield from (_link(asked, label, other, note) for note in notes)


def _link(asked: Asked, relation: str, other: Record | None, note: str) -> LinkLook:
    if (other := seen(asked, other)) is None:
        return LinkLook(relation, "", "", visible=False)
    return LinkLook(relation, other.ref, name_of(other), to_record(asked, other), note=note)


def _attachments(record: Record) -> Iterable[AttachmentLook]:
    held = [link for link in getattr(record, "links", ()) if link.relation == ATTACHMENT]
    if not held:
        return
    files = File.objects.in_bulk([link.digest for link in held])
    events = EventBody.objects.filter(event__record=record.pk, event__action="attach")
    came: dict[str, int] = {}
    for seq, body in events.values_list("event__seq", "body"):
        for row in body["after"]["links"]:
            came.setdefault(row[2], seq)
    stamps = {e.seq: e for e in Event.objects.filter(seq__in=came.values()).select_related("actor")}
    for link in held:
        event = stamps.get(came.get(link.digest, 0))
        size = files[link.digest].size if link.digest in files else 0
        who: Said = name_of(event.actor) if event and event.actor else _("the system")
        yield AttachmentLook(
            link.label or _("file"),
            filesizeformat(size),
            f"{link.digest[:4]}…{link.digest[-4:]}",
            f"/r/{record.ref}/file/{link.digest}",
            who,
            event.at if event else record.changed_at,
            (("digest", link.digest),),
        )


def _comments(asked: Asked, record: Record) -> Iterable[CommentLook]:
    """What was said about the record; whoever reads only what is in force finds there what they said themselves."""
    said = Event.objects.filter(record=record.pk, action="comment", seq__lte=asked.world.seq).order_by("seq")
    today = asked.now.get(type(record), record.pk) or record
    if not sees_drafts(asked.actor, KINDS[record.kind], today):
        said = said.filter(actor=asked.person.id)
    for event in said.select_related("actor", "body_row"):
        who: Said = name_of(event.actor) if event.actor else _("the system")
        yield CommentLook(
            who, event.at, Text(event.body_row.body["reason"], event.actor.language if event.actor else "")
        )


def _signed_version(asked: Asked, record: Record, kind: Kind) -> tuple[int | None, str]:
    """The version in force; where a life has none, what was signed last, and where it was taken back to its beginning
    since, that it no longer binds."""
    if kind.workflow.is_controlled:
        return record.in_force_version, ""
    last, over = None, ""
    for n, stamp in enumerate(asked.world.history(record), 1):
        move = kind.workflow.transition(stamp.action)
        if move and move.signed:
            last, over = n, ""
        elif move and last and not over and move.target == kind.workflow.initial:
            over = _("No longer binds: changed on %(day)s.") % {"day": day_text(stamp.at)}
    return last, over


def _signatures(asked: Asked, record: Record, version: int | None, over: str = "") -> Iterable[SignatureLook]:
    """Who signed a version: name, meaning, instant, how they proved who they are, and the digest of what they saw."""
    if not version:
        return
    rows = EventBody.objects.filter(event__record=record.pk, event__version=version)
    for body, at in rows.values_list("body", "event__at"):
        if signed := body.get("signature"):
            meaning = done(KINDS[record.kind], signed["meaning"])
            if record.edition:
                meaning = _("%(done)s: version %(version)s") % {"done": meaning, "version": record.edition}
            digest = signed["digest"]
            yield SignatureLook(
                signer(asked, signed),
                meaning,
                at,
                f"{digest[:4]}…{digest[-4:]}",
                _proof(signed.get("proof", "")),
                over=over,
            )


def _proof(how: str) -> str:
    """What the signer proved it by; nothing of what was signed before that was kept."""
    return str(HOW_LABELS[How(how)]) if how in set(How) else ""


def _source(record: Record) -> SourceLook | None:
    """What an import left on the record: whose register it came from, under which key, and its own columns."""
    held = record.attributes
    mark, columns = held.get("source"), held.get("columns")
    facts = []
    if isinstance(mark, dict) and mark.get("name"):
        words = " · ".join(str(mark[part]) for part in ("name", "key") if mark.get(part))
        facts.append(FieldLook(_("Source"), Text(words, "")))
    elif isinstance(mark, str) and mark:
        facts.append(FieldLook(_("Source"), Text(mark, "")))
    plain = {**(columns if isinstance(columns, dict) else {})}
    plain |= {name: value for name, value in held.items() if not isinstance(value, dict | list) and name != "source"}
    rows = tuple((str(name), str(value)) for name, value in plain.items() if value not in (None, ""))
    return SourceLook(tuple(facts), rows) if facts or rows else None


def _cautions(asked: Asked, record: Record, kind: Kind) -> Iterable[str]:
    """That what stands in two languages was changed in one of them: seldom meant, and seldom seen by who decides."""
    changed: dict[str, list[str]] = {}
    for name in changed_alone(record, asked.world):
        changed.setdefault(language_of(record, name), []).append(label_of(kind, name.removesuffix("_alt")))
    for code, labels in changed.items():
        sentence = _("Only the %(language)s was changed since version %(version)s, which is in force: %(fields)s.")
        named = {"language": language_name(code), "version": record.edition, "fields": listed(labels)}
        yield sentence % named


def _drift(asked: Asked, record: Record) -> str:
    if differs_from_force(record, asked.world):
        return _(
            "Version %(old)s is in force; what you see is a newer draft, which changes nothing until it is approved."
        ) % {"old": record.edition}
    return ""
