from tests.unit.creators.conftest import stage

__all__ = ["stage"]
