"""Who acts on a publication."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An opaque id, which is kept, and the names by which an author may be written, which are not."""

    id: str
    names: frozenset[str] = frozenset()

    def is_called(self, author: str) -> bool:
        return author.casefold() in {self.id.casefold(), *(name.casefold() for name in self.names)}
