"""Course of an object on its page: its life in four to six steps."""

from collections.abc import Iterator
from typing import NamedTuple


class CourseStep(NamedTuple):
    """Step of a life: `done`, `now` or `later`, with a note such as its day."""

    at: str
    words: str
    note: str


def in_course(steps: Iterator[tuple[bool, str, str]]) -> list[CourseStep]:
    """Returns the steps with the first one that is not done as the current one."""
    course: list[CourseStep] = []
    for is_done, words, note in steps:
        is_reached = all(each.at == "done" for each in course)
        at = "later" if not is_reached else "done" if is_done else "now"
        course.append(CourseStep(at, words, note))
    return course
