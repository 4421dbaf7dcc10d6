"""The codes of problems in scenario files: what `coxed error S003` says of each."""

from collections.abc import Mapping
from typing import NamedTuple


class Code(NamedTuple):
    """The title of a code, and what to do."""

    title: str
    explanation: str


class Example(NamedTuple):
    """A file, or a command, with one mistake, and without it; `beside` are other files that it needs."""

    wrong: str
    mended: str
    beside: Mapping[str, str] = {}

    @property
    def is_command(self) -> bool:
        """Whether it is a command and not a file."""
        return self.wrong.startswith("coxed ")


CODES: dict[str, Code] = {
    "S001": Code(
        "no such file",
        "The scenario file, the file it extends or its trace does not exist. Names are relative to the folder of the "
        "file that uses them, and on the command line to the current folder.",
    ),
    "S002": Code(
        "file cannot be read",
        "It is a folder or a device rather than a file, or the system does not let you open it. Check its permissions.",
    ),
    "S003": Code(
        "unknown setting",
        "The group exists, but has no setting of this name. Look at the suggestion; the same name may exist in another "
        "group. All settings with their meanings are in the reference of parameters.",
    ),
    "S004": Code(
        "unknown group",
        "At the left margin of a scenario file are only coxed, title, extends, interventions, the groups of settings, "
        "and settings with the name of their group, such as leadership.strength. All other settings are below their "
        "group, indented. The group of a rule of your own is known where its file is named: --rules mine.py.",
    ),
    "S005": Code(
        "file is too large",
        "A scenario file holds a few dozen lines. To protect your computer, files above 1 MB or 20,000 entries, and "
        "traces above 10 MB, are not read.",
    ),
    "S006": Code(
        "not a plain text file",
        "Scenario files and traces are text in UTF-8 without control characters. If it came from a word processor or a "
        "spreadsheet, save it as plain text in UTF-8.",
    ),
    "S007": Code(
        "not valid YAML",
        "A sign or the indentation is wrong. A setting is written 'name: value', with a blank after the colon, and "
        "indented by two spaces below its group. Where only one reading is possible, the rest of the file is checked "
        "with it; otherwise the line is left out.",
    ),
    "S008": Code(
        "tab or no-break space instead of a blank",
        "YAML does not allow tabs between names and values or as indentation, and reads a no-break space as a letter. "
        "Use two spaces, and set your editor to insert spaces.",
    ),
    "S009": Code(
        "nested too deeply",
        "A scenario never needs more than a few levels; a file with more than 20 is not read.",
    ),
    "S010": Code(
        "anchor or alias",
        "YAML's &, * and << are not allowed, so that every value is written where it is used. Write the value twice, "
        "or put what is shared in a file of its own and extend it.",
    ),
    "S011": Code(
        "tag or directive",
        "YAML's ! and % are not allowed. Write the plain value: numbers need no tag, and text can be in quotes.",
    ),
    "S012": Code(
        "several documents in one file",
        "A line of three dashes starts a new document. Put each scenario in a file of its own.",
    ),
    "S013": Code(
        "empty file",
        "The file is empty or has only comments. The shortest scenario is the line 'coxed: 1'.",
    ),
    "S014": Code(
        "wrong shape",
        "A group has settings below it, without dashes. A setting has one value; a study tries several. Interventions "
        "are a list in which every item has 'at' and 'set'. One of these is something else, or the group of a setting "
        "is still a comment.",
    ),
    "S015": Code(
        "name is not text",
        "Before a colon there must be a name, not a number, a list or nothing.",
    ),
    "S016": Code(
        "written twice",
        "The same name is written twice, so that it is unclear which of the two counts. Remove one.",
    ),
    "S017": Code(
        "format version missing",
        "Every scenario file says 'coxed: 1', so that later versions of Coxed know how to read it.",
    ),
    "S018": Code(
        "made for a newer Coxed",
        "The file's format is newer than this program. Install a newer Coxed.",
    ),
    "S019": Code(
        "format version unknown",
        "After 'coxed:' stands the version of the file format, which is 1. It is not the version of the program.",
    ),
    "S020": Code(
        "not a number",
        "The setting takes a number. A number in quotes is text; true is not a number; write a point, not a comma, "
        "before decimals; write shares as 0.3 rather than 30%.",
    ),
    "S021": Code(
        "not a whole number",
        "The setting counts something, and is written without a decimal point.",
    ),
    "S022": Code(
        "out of range",
        "The number is below the smallest or above the largest value that the setting takes.",
    ),
    "S023": Code(
        "not one of the choices",
        "The setting takes one of a few words, which the message lists.",
    ),
    "S024": Code(
        "no value",
        "A name is followed by nothing. Give it a value, or remove the line: a setting that is not mentioned keeps its "
        "default or what the extended file says. Also check that what belongs to it is indented.",
    ),
    "S025": Code(
        "not text",
        "This must be text, such as a title or the name of a file. Put it in quotes if it looks like a number.",
    ),
    "S026": Code(
        "settings contradict each other",
        "Each value is right by itself, but not together with the others. Those may come from the extended file, or "
        "be defaults.",
    ),
    "S027": Code(
        "no such built-in scenario",
        "A name without a folder and without an ending, such as 'led', is one of the scenarios that come with Coxed. "
        "Your own files are named with their ending: 'mine.yaml'.",
    ),
    "S028": Code(
        "outside the folder",
        "A scenario file may only use files in its own folder or below, so that a file from somebody else cannot read "
        "yours and a folder can be passed on as a whole. Copy what you need into the folder.",
    ),
    "S029": Code(
        "scenarios extend each other in a circle",
        "A file extends another that extends the first, directly or through more files. Remove 'extends' from one.",
    ),
    "S030": Code(
        "too many parents",
        "More than 20 files extend one another. Merge some of them.",
    ),
    "S031": Code(
        "cannot change during a run",
        "Some settings shape the world or its start, such as the number of members, and hold for the whole run.",
    ),
    "S032": Code(
        "no such period",
        "An intervention happens at a whole number of periods after the start: at least 1, and less than run.periods.",
    ),
    "S033": Code(
        "unfinished intervention",
        "Every intervention says when ('at') and what ('set').",
    ),
    "S034": Code(
        "unknown word in an intervention",
        "An intervention has only 'at' and 'set'; settings are below 'set'.",
    ),
    "S035": Code(
        "no such built-in trace",
        "A name without a folder and without an ending is one of the traces that come with Coxed. Your own are named "
        "with their ending: 'mine.csv'.",
    ),
    "S036": Code(
        "bad row in a trace",
        "Every row below the header holds a multiplier: a finite number of at least 0, in the column named "
        "'multiplier' or else in the last one, with as many columns as the header.",
    ),
    "S037": Code(
        "trace without a header",
        "The first line that is not a comment names the columns. Without it the first value would be lost.",
    ),
    "S038": Code(
        "trace of the wrong length",
        "A trace has at least one row below its header and at most 100,000.",
    ),
    "S039": Code(
        "not a setting's name and value",
        "On the command line a setting is written group.name=value, such as leadership.strength=0.5.",
    ),
    "S040": Code(
        "first line of another kind of file",
        "A scenario begins with 'coxed: 1', a study with 'study: 1'. Studies for earlier versions of Coxed began with "
        "'coxed: 1'; coxed scenario fix changes the line.",
    ),
}
