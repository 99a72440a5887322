"""The failure of search: never an author's fault, so it is raised and not reported as a finding."""

from planfolio.findings import Message, Refusal, say


class SearchFailed(Refusal):
    """The search bundle could not be made: `what` is wrong, and `fix` says what to do."""

    def __init__(self, what: Message, *, fix: Message) -> None:
        super().__init__(say("{what} → {fix}", "{what} → {fix}", what=what, fix=fix))
        self.what, self.fix = what, fix
