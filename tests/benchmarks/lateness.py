"""`make bench-lateness`: from a milestone's time to its mails' hand-over to SES, on the embedded AWS.

Everything that lies between is in it: the schedule that fires, announce, the deliveries queue, deliver. Ends
with 1 when the 99th percentile misses the bar.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from statistics import quantiles

from campaign.kernel.clock import utc_now
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.waiting import wait_for
from tests.announced import live
from tests.announced.model import To
from tests.announced.program import Act
from tests.announced.reader import Reader

BAR = 5.0
"""Seconds, of the 99th percentile."""
FIRST, APART = 90, 20
"""Seconds: from the beginning to the first milestone, and from one to the next."""


def measure(readers: int, sessions: int) -> list[float]:
    """Seconds, of each mail that says that a session is live. Everybody is awake."""
    with live.deployed(Path(tempfile.mkdtemp(prefix="lateness-"))) as stack:
        invented = [
            Reader(f"reader-{number:05}", "ar" if number % 2 else "en", quiet=(time(0), time(0)))
            for number in range(readers)
        ]
        live.register(stack.deployment, invented, "")
        acts = [Act(0, f"live-{place:02}", "added", FIRST + APART * place) for place in range(sessions)]
        happened = live.perform(acts, stack)
        due = {f"session:{one.session}@1/live.now": one.starts for one in happened if one.starts}
        expected = {To(key, reader.id) for key in due for reader in invented}

        wait_for("the last milestone", lambda: utc_now() > max(due.values()), FIRST + APART * sessions)
        live.rest(stack.deployment)  # to look into the mailbox meanwhile would make it late
        found = {one.to: one.at for one in live.mailed(sent_mail(stack.aws.endpoint), invented)}
    assert expected <= found.keys(), "a mail is missing"
    return [(at - due[to.key]).total_seconds() for to, at in found.items() if to in expected]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lateness", description=__doc__)
    parser.add_argument("--readers", type=int, default=1000, help="(%(default)s)")
    parser.add_argument("--sessions", type=int, default=5, help="one milestone each (%(default)s)")
    asked = parser.parse_args(arguments)
    late = sorted(measure(asked.readers, asked.sessions))
    cuts = quantiles(late, n=100)
    sys.stdout.write(
        f"Lateness of {len(late):,} mails, {asked.sessions} milestones to {asked.readers:,} readers: "
        f"p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s, worst {late[-1]:.1f} s\n"
    )
    if cuts[98] > BAR:
        sys.stdout.write(f"MISSED  p99 is {cuts[98]:.1f} s, the bar is {BAR:.0f} s\n")
        return 1
    sys.stdout.write("The bar holds.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
