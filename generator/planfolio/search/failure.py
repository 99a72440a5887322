"""The failure of search: our own fault, never an author's, so it is raised and not reported as a finding."""

from planfolio.findings import Message


class SearchFailed(Exception):
    """The search bundle could not be made: `what` is wrong, and `fix` says what to do."""

    def __init__(self, what: Message, *, fix: Message) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what.shown('zh')} → {fix.shown('zh')} / {what.shown('en')} → {fix.shown('en')}")
