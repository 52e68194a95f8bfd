"""`make bench`: what a record and a cold start cost, and whether that is within the bars.

Ends with 1 when a bar is missed. Bars are ratios of what was measured in the same run, never times.
"""

import argparse
import sys

from tests.benchmarks import deliveries, hub, imports, intake


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--repetitions", type=int, default=15, help="of each measurement, at least 2 (%(default)s)"
    )
    parser.add_argument("--batches", type=int, default=20, help="batches a repetition (%(default)s)")
    parser.add_argument(
        "--deliveries", type=int, nargs="+", default=deliveries.NUMBERS, help="how many (%(default)s)"
    )
    parser.add_argument(
        "--functions",
        nargs="*",
        choices=imports.FUNCTIONS,
        default=imports.FUNCTIONS,
        help="whose imports to measure (all)",
    )
    asked = parser.parse_args(arguments)

    costs = intake.measure(asked.repetitions, asked.batches)
    print("\n".join(intake.table(costs)), flush=True)
    delivered = deliveries.measure(asked.deliveries)
    print("\n".join(deliveries.table(delivered)), flush=True)
    shown = hub.measure()
    print("\n".join(hub.table(shown)), flush=True)
    spent = imports.measure(asked.repetitions, asked.functions)
    print("\n".join(imports.table(spent)))

    missed = [
        *intake.missed(costs),
        *deliveries.missed(delivered),
        *hub.missed(shown),
        *imports.missed(spent),
    ]
    print("\n".join(f"MISSED  {fault}" for fault in missed) or "Every bar holds.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
