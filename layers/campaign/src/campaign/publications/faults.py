"""What is wrong with a bundle, said so that its author can put it right without asking."""

from pydantic import BaseModel, ConfigDict

BUNDLE = "bundle"


class Fault(BaseModel):
    """`file`: a name inside the bundle, or `bundle` for the zip itself · `line`: from 1, as editors count."""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int = 1
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}; {self.remedy}"


class FaultReport(BaseModel):
    """Lies beside a refused bundle. `etag` tells which upload it speaks of."""

    model_config = ConfigDict(frozen=True)

    bundle: str
    etag: str
    faults: tuple[Fault, ...]
