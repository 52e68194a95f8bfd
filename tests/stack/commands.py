"""The `campaign` command, as a member of the staff runs it on the deployed campaign."""

from unittest.mock import patch

from typer.testing import CliRunner

from campaign_cli import staff_sign_in
from campaign_cli.main import commands
from campaign_cli.staff import Group
from tests.stack.conftest import Campaign


def run(campaign: Campaign, group: Group, *arguments: str, answers: str = "") -> str:
    """What it says, in single blanks; `answers` are typed into it."""
    staff = {
        "CAMPAIGN_STAFF_EMAIL": f"{group}@example.org",
        "CAMPAIGN_STAFF_PASSWORD": campaign.passwords[group],
    }
    home = ("--home", str(campaign.aws.home))
    with patch.object(staff_sign_in, "AtTheTerminal", lambda: campaign.authenticators[group]):
        answer = CliRunner().invoke(commands, [*arguments, *home], input=answers, env=staff)
    assert answer.exit_code == 0, answer.output
    return answer.output
