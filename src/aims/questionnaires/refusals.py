"""What is said of a questionnaire, or of answers, that cannot be taken: the place and what stands there."""

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .engine import Fault

SENTENCES: dict[str, Words] = {
    "too_large": _("The file is larger than 5 MB."),
    "not_utf8": _("The file is not text in UTF-8."),
    "not_json": _("This is not JSON: %(why)s."),
    "too_deep": _("It is nested too deeply."),
    "no_questions": _("There is no question in it."),
    "wrong_shape": _("“%(key)s” is missing or of the wrong sort."),
    "key_unknown": _("“%(key)s” is not understood here."),
    "type_unknown": _("The type “%(found)s” is not understood. Possible are: %(known)s."),
    "name_twice": _("The name “%(name)s” is used twice; it stands at %(other)s already."),
    "value_twice": _("The value “%(value)s” is offered twice."),
    "no_choices": _("It offers nothing to choose."),
    "condition": _("In the condition “%(text)s”, “%(found)s” is not understood (character %(at)s)."),
    "condition_long": _("Its condition is longer than %(most)s characters."),
    "condition_names": _("Its condition names “%(name)s”, and there is no such question."),
    "circle": _("Conditions go round in a circle: %(names)s."),
    "answers_no_map": _("Answers are a map from the names of questions to values."),
    "question_unknown": _("There is no such question."),
    "answer_no_text": _("The answer is text."),
    "answer_no_list": _("The answer is a list of choices."),
    "choice_unknown": _("“%(found)s” is not among the choices."),
    "choice_twice": _("A choice is ticked twice."),
}


def sentence(fault: Fault) -> str:
    """The fault as people read it: where, and what."""
    said = str(SENTENCES[fault.code]) % fault.params
    return translate("%(place)s: %(why)s") % {"place": fault.place, "why": said} if fault.place else said
