"""What people meet: mail that goes out, help that is verified, pages, care that is in time."""

import json
from collections.abc import Iterator
from datetime import timedelta

from botocore.exceptions import ClientError

from campaign.aws.cases import CaseTable
from campaign.aws.policies import PolicyTable
from campaign.aws.publications import PublicationTable
from campaign.aws.sending_quota import used_percent
from campaign.aws.wordings import WordingTable
from campaign.publications.kind import Kind
from campaign.publications.showing import Limits, shown
from campaign_cli.doctor.finding import Finding, Patient, mind, wrong

ADDRESSES = ("OperatorsAddress", "CareAddress", "SenderAddress", "ReplyAddress")
EXAMPLES = ("@example.org", "@example.com", "@example.net")
MUCH_OF_THE_QUOTA = 80
"""Percent, as the alarm has it."""
PAGES = ("ar/index.html", "en/index.html")


def addresses(patient: Patient) -> Iterator[Finding]:
    for name in ADDRESSES:
        if patient.parameters.get(name, "").endswith(EXAMPLES):
            yield wrong(
                f"{name} is an example",
                "put the real address into samconfig.toml and deploy",
                "care-cases" if name == "CareAddress" else "is-it-well",
            )


def secrets(patient: Patient) -> Iterator[Finding]:
    """What a fresh stack holds in their place keeps doors shut. Never shown: what they are."""
    if not _secret(patient, "TikTokSecretArn").get("client_key"):
        yield mind(
            "TikTok's secret has no client_key: webhooks are refused, search and connecting are off",
            "put key and secret with aws secretsmanager put-secret-value",
            "connected-creators",
        )
    if not _secret(patient, "PartnerWebhookSecretArn").get("secret", "").startswith("whsec_"):
        yield mind(
            "partners have no secret: what they post is refused",
            "make one and put it",
            "giving-a-partner-its-secret",
        )
    for output in ("AudienceKeyArn", "WebhookSigningSecretArn"):
        if not _secret(patient, output).get("key"):
            yield wrong(
                f"the secret {output} has no key: no mail and no webhook can be sent",
                "put back the key that it had: with another one nobody is known again",
                "changing-the-audience-key",
            )


def _secret(patient: Patient, output: str) -> dict[str, str]:
    """Empty where there is none, or nothing that can be read."""
    client = patient.deployment.client("secretsmanager")
    try:
        text = client.get_secret_value(SecretId=patient.deployment.outputs[output])["SecretString"]
        found = json.loads(text)
    except client.exceptions.ResourceNotFoundException:
        return {}
    except ValueError:  # somebody put plain text
        return {}
    return found if isinstance(found, dict) else {}


def mail(patient: Patient) -> Iterator[Finding]:
    ses = patient.deployment.client("sesv2")
    account = ses.get_account()
    if not account.get("SendingEnabled"):
        yield wrong("SES has paused this account", "answer AWS's mail about it", "when-ses-may-stop-our-mail")
    elif account.get("EnforcementStatus", "HEALTHY") != "HEALTHY":
        yield wrong(
            f"SES has the account under {account['EnforcementStatus']}",
            "look at bounces and complaints",
            "when-ses-may-stop-our-mail",
        )
    if not account.get("ProductionAccessEnabled"):
        yield wrong(
            "SES is in its sandbox: only verified addresses get mail",
            "ask AWS to leave it",
            "when-mail-does-not-go-out",
        )
    if (used := used_percent(account.get("SendQuota", {}))) > MUCH_OF_THE_QUOTA:
        yield wrong(
            f"{used:.0f} % of the day's mails are sent",
            "ask AWS for more",
            "when-the-daily-mail-quota-runs-out",
        )
    yield from _sender(patient)


def _sender(patient: Patient) -> Iterator[Finding]:
    identity = patient.parameters.get("SenderIdentity", "")
    ses = patient.deployment.client("sesv2")
    try:
        verified = ses.get_email_identity(EmailIdentity=identity).get("VerifiedForSendingStatus", False)
    except ses.exceptions.NotFoundException:
        verified = False
    if not verified:
        yield wrong(
            f"SES may not send as {identity}", "verify it: SES, Identities", "when-mail-does-not-go-out"
        )


def care(patient: Patient) -> Iterator[Finding]:
    if overdue := CaseTable(patient.deployment.state).overdue(patient.now):
        yield wrong(
            f"{overdue} care cases are overdue",
            "see that somebody is at each of them, before anything else",
            "care-cases",
        )


def content(patient: Patient) -> Iterator[Finding]:
    state = patient.deployment.state
    if PolicyTable(state).live() is None:
        yield mind(
            "no policy is published: every video is reviewed", "campaign publish content/policy", "moderating"
        )
    if WordingTable(state).live() is None:
        yield mind(
            "no words of announcements are published: those of the layer hold",
            "campaign publish content/announcements",
            "the-words-of-announcements",
        )
    limits = Limits(verification=timedelta(days=float(patient.parameters["VerificationDays"])))
    organisations = list(PublicationTable(state).all_of(Kind.ORGANISATION))
    if not any(shown(one, patient.now, limits) for one in organisations):
        yield wrong(
            f"of {len(organisations)} organisations none is verified: people in distress are shown no number",
            "campaign verify organisations",
            "publishing",
        )


def pages(patient: Patient) -> Iterator[Finding]:
    s3, bucket = patient.deployment.client("s3"), patient.deployment.outputs["SiteBucketName"]
    for page in PAGES:
        try:
            s3.head_object(Bucket=bucket, Key=page)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchKey", "NotFound"}:
                raise
            yield wrong(f"the hub has no page {page}", "campaign hub build", "when-pages-are-missing-or-old")
