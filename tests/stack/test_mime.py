"""Every announcement as a mail program gets it: relayed by the embedded SES, read by the standard library."""

from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.sending import Addressed
from campaign.announcements.texts import Texts, link_facts, personal_facts
from campaign.audience.links import Links
from campaign.audience.subscriber import Language
from campaign.aws.mail import BulkMail
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.waiting import wait_for
from tests.announced.pictures import LANGUAGES, news_for
from tests.simulators.smtp import SmtpSink
from tests.unit.audience.samples import Keys, reader
from tests.unit.sessions.samples import NOW

pytestmark = pytest.mark.stack

SENDER = "campaign@example.org"
PUBLIC_API = "https://campaign.example.org/v1"
READERS = {
    language: reader(id=f"reader-{language}", language=language, zone="Africa/Cairo")
    for language in LANGUAGES
}
Mails = dict[tuple[Milestone, str], EmailMessage]


def bare(words: str) -> str:
    """Without the characters that only tell in which direction to read."""
    return words.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))


class Words(HTMLParser):
    """What a page says, without its markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.directions: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.directions.append(dict(attrs)["dir"])

    def handle_data(self, data: str) -> None:
        self.said += bare(data).split()


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mails]:
    """Sent by the product's own sender, one call a class and language."""
    with SmtpSink() as sink, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SMTP_HOST", sink.address)
        aws = EmbeddedAws(tmp_path_factory.mktemp("mime"))
        aws.start()
        ses = Deployment.embedded(aws, "none").client("sesv2")
        ses.create_email_identity(EmailIdentity=SENDER)
        sender = BulkMail(ses, SENDER, "team@example.org", "")
        texts = Texts("https://hub.example.org", "team@example.org")
        links = Links(Keys(), PUBLIC_API, "team@example.org")
        for milestone in Milestone:
            for language in LANGUAGES:
                send(sender, texts, links, milestone, language)
        expected = len(Milestone) * len(LANGUAGES)
        wait_for("all mail", lambda: len(sink.received) == expected, 60)
        aws.stop()
        yield {(Milestone(mail["X-Milestone"]), mail["To"].partition("@")[0]): mail for mail in sink.received}


def send(sender: BulkMail, texts: Texts, links: Links, milestone: Milestone, language: Language) -> None:
    who, news = READERS[language], news_for(milestone)
    due = AnnouncementDue(
        subject=news.subject, revision=1, milestone=milestone, due_at=NOW, correlation_id="c-1"
    )
    to = Addressed(
        subscriber=who,
        address=f"{language}@example.org",
        facts={**personal_facts(who, news), **link_facts(links.links_for(who))},
        headers={**links.unsubscribe_headers(who), "X-Milestone": milestone.value},
    )
    assert list(sender.send(due, texts.compose(milestone, language, news), [to])) == [None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("milestone", Milestone)
def test_a_mail_is_the_same_words_as_text_and_as_a_page(
    mails: Mails, milestone: Milestone, language: Language
) -> None:
    mail = mails[milestone, language]

    text, page = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert {part.get_content_charset() for part in (text, page)} == {"utf-8"}
    read = Words(page.get_content())
    assert read.directions == ["rtl" if language == "ar" else "ltr"]
    plain, subject = "".join(bare(text.get_content()).split()), bare(mail["Subject"])
    assert [word for word in read.said if word not in plain and word not in subject] == []
    for whole in (text.get_content(), page.get_content(), mail["Subject"]):
        assert "{{" not in whole
        assert "$" not in whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_offers_to_leave_with_one_click(mails: Mails, language: Language) -> None:
    """RFC 8058: an https address to post to, named by two headers."""
    mail = mails[Milestone.REMINDER_HOUR, language]

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith(f"<{PUBLIC_API}/subscriptions/reader-{language}/unsubscribe")


def test_a_time_is_told_on_the_readers_own_clock(mails: Mails) -> None:
    for language in LANGUAGES:
        text, _ = mails[Milestone.SESSION_MOVED, language].iter_parts()
        assert "2026-03-01 19:00 (Africa/Cairo)" in text.get_content()


def test_an_arabic_subject_is_arabic(mails: Mails) -> None:
    subject = mails[Milestone.SESSION_CANCELLED, "ar"]["Subject"]

    assert any("\u0600" <= letter <= "\u06ff" for letter in subject)
    assert "\ufffd" not in subject
