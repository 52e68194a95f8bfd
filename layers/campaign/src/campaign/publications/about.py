"""The facts of each kind, as its about.yaml says them. A field's description is what its author is told."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from campaign.publications.fields import (
    Both,
    Country,
    FileName,
    HttpsAddress,
    LanguageCode,
    Line,
    Maybe,
    Paragraph,
    Phone,
    Remark,
    Share,
    Slug,
    Source,
    Version,
    WebAddress,
    Zone,
    moment,
)
from campaign.publications.kind import Kind, Language
from campaign.publications.letters import BothLetters


def some(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    # Not min_length: pydantic would count only the entries without a fault, and report a second one.
    if not entries:
        raise PydanticCustomError("nothing", "it is empty")
    return entries


_Some = AfterValidator(some)


class About(BaseModel):
    """What every kind has. Nothing is public before `opens_at` (an embargo) or from `closes_at` on; both are
    UTC here, and written with an offset or as clocks in `zone` show them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: Annotated[Line, Field(description="the Cognito name of whoever wrote it, or of their team")]
    draft: Annotated[bool, Field(description="true until it has been reviewed for real use")] = False
    note: Annotated[Maybe[Remark], Field(description="what is doubtful; for staff alone")] = None
    safety_correction: Annotated[
        Maybe[Language], Field(description="ar or en, when that half must go out before the other is ready")
    ] = None
    zone: Annotated[Maybe[Zone], Field(description="an IANA name such as Asia/Dubai")] = None
    opens_at: Annotated[
        Maybe[AwareDatetime], Field(description="2026-03-01T21:00 beside a zone, or with an offset")
    ] = None
    closes_at: Annotated[Maybe[AwareDatetime], Field(description="a time after opens_at")] = None

    @field_validator("opens_at", "closes_at", mode="before")
    @classmethod
    def _a_moment(cls, value: Any, info: ValidationInfo) -> Any:
        return moment(value, info.data.get("zone"))

    @field_validator("closes_at")
    @classmethod
    def _after_its_opening(cls, closes_at: Any, info: ValidationInfo) -> Any:
        opens_at = info.data.get("opens_at")
        if closes_at is not None and opens_at is not None and closes_at <= opens_at:
            raise PydanticCustomError("closes_first", "it is not after opens_at")
        return closes_at

    @property
    def last_day(self) -> date | None:
        """The last day (UTC) on which it may be shown, or is fresh, without a person having looked again."""
        return None


class Reviewed(About):
    review_by: Annotated[date, Field(description="a day, as 2027-05-31")]

    @property
    def last_day(self) -> date | None:
        return self.review_by


class Expert(BaseModel):
    """Who stands behind the material."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Both
    role: Both


class AboutToolkit(About):
    kind: Literal[Kind.TOOLKIT] = Kind.TOOLKIT
    version: Annotated[Version, Field(description="three whole numbers, such as 1.2.0")]
    experts: Annotated[
        tuple[Expert, ...], _Some, Field(description="a list, each entry with name and role, in ar and en")
    ]
    change_note: Annotated[Both, Field(description="what is new in this version, in ar and en")]


class AboutGuide(Reviewed):
    kind: Literal[Kind.GUIDE] = Kind.GUIDE
    order: Annotated[int, Field(ge=1, le=1000, description="its place in the guide, from 1")]


class AboutPage(Reviewed):
    kind: Literal[Kind.PAGE] = Kind.PAGE


class AboutAdvocate(About):
    """Somebody who speaks in the campaign, and has agreed to be shown."""

    kind: Literal[Kind.ADVOCATE] = Kind.ADVOCATE
    consent_given_on: Annotated[date, Field(description="the day on which they agreed to be shown")]
    consent_until: Annotated[Maybe[date], Field(description="its last day, or null")] = None
    links: Annotated[tuple[HttpsAddress, ...], Field(description="a list of https:// addresses")] = ()
    sessions: Annotated[tuple[Slug, ...], Field(description="a list of sessions' ids")] = ()


class Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Both
    image: Maybe[FileName] = None


class AboutTutorial(Reviewed):
    """A feature of the app, step by step; hidden until somebody has gone through it in the app."""

    kind: Literal[Kind.TUTORIAL] = Kind.TUTORIAL
    platform: Annotated[Line, Field(description="the app's name")]
    platform_version: Annotated[Maybe[Line], Field(description="the app's version, or null")] = None
    checked_on: Annotated[Maybe[date], Field(description="the day it was gone through, or null")] = None
    source: Annotated[Source, Field(description="name (ar, en) and url")]
    steps: Annotated[tuple[Step, ...], _Some, Field(description="a list, each entry with text in ar and en")]


class AboutInsight(Reviewed):
    """A survey's figure, never shown without its source."""

    kind: Literal[Kind.INSIGHT] = Kind.INSIGHT
    figure: Annotated[Share, Field(description="a number, such as 59")]
    unit: Annotated[Line, Field(description='such as "%"')]
    approximate: Annotated[bool, Field(description="true: never shown without “nearly”")] = False
    question: Annotated[Both, Field(description="the question, or its subject, in ar and en")]
    population: Annotated[Both, Field(description="who was asked, in ar and en")]
    wording: Annotated[Both, Field(description="the sentence to be shown, in ar and en")]
    field_dates: Annotated[Maybe[Paragraph], Field(description="when they were asked, or null")] = None
    source: Annotated[Source, Field(description="name (ar, en) and url, or url: null")]

    @property
    def rounded(self) -> Decimal:
        return self.figure.normalize()


Day = Literal["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
ContactChannel = Literal["phone", "whatsapp", "sms", "chat", "website", "email"]


class Span(BaseModel):
    """On the clocks of the organisation's zone; when `to` is not after `from` it ends on the next day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    days: Annotated[tuple[Day, ...], _Some]
    opens: Annotated[time, Field(alias="from")]
    closes: Annotated[time, Field(alias="to")]


class OtherContact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: ContactChannel
    value: Annotated[Line, Field(max_length=200)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        adapter = _WEB if self.channel in ("chat", "website") else None
        adapter = _NUMBER if self.channel in ("phone", "whatsapp", "sms") else adapter
        if adapter:
            adapter.validate_python(self.value)
        return self


_WEB: TypeAdapter[str] = TypeAdapter(WebAddress)
_NUMBER: TypeAdapter[str] = TypeAdapter(Phone)


class AboutOrganisation(About):
    """Who helps; hidden until a person has verified it, and again when that is too long ago."""

    kind: Literal[Kind.ORGANISATION] = Kind.ORGANISATION
    country: Annotated[Country, Field(description="two capital letters, ISO 3166-1")]
    name: Annotated[Both, Field(description="in ar and en")]
    phone: Annotated[Phone, Field(description="digits, perhaps with + before and blanks or - between")]
    other_contacts: Annotated[
        tuple[OtherContact, ...], Field(description="a list, each entry with channel and value")
    ] = ()
    always: Annotated[bool, Field(description="true when somebody answers day and night")] = False
    hours: Annotated[
        tuple[Span, ...], Field(description='a list of {days: [sun], from: "08:00", to: "20:00"}')
    ] = ()
    languages: Annotated[tuple[LanguageCode, ...], Field(description="a list of ISO 639 codes")] = ()
    channels: Annotated[tuple[ContactChannel, ...], _Some, Field(description="a list, such as [phone]")]
    for_whom: Annotated[Both, Field(description="whom it helps, in ar and en")]
    source: Annotated[Paragraph, Field(description="where the facts are from")]
    source_date: Annotated[Maybe[Line], Field(description="how old they are, or null")] = None
    confidence: Annotated[Maybe[Line], Field(description="how sure they are, or null")] = None
    verified_on: Annotated[Maybe[date], Field(description="the day a person verified it, or null")] = None
    verified_by: Annotated[Maybe[Line], Field(description="who did, or null")] = None

    @field_validator("hours")
    @classmethod
    def _with_a_zone(cls, hours: tuple[Span, ...], info: ValidationInfo) -> tuple[Span, ...]:
        if hours and info.data.get("zone") is None:
            raise PydanticCustomError("no_zone", "it needs `zone`: hours are those of some clock")
        if hours and info.data.get("always"):
            raise PydanticCustomError("always", "it is open always and has hours; keep one of them")
        return hours

    @field_validator("verified_by")
    @classmethod
    def _somebody_verified(cls, by: str | None, info: ValidationInfo) -> str | None:
        if (by is None) != (info.data.get("verified_on") is None):
            raise PydanticCustomError("half_verified", "verified_on and verified_by go together")
        return by


class AboutActivation(About):
    """A banner, a challenge or a prompt in the app, on and off at its times."""

    kind: Literal[Kind.ACTIVATION] = Kind.ACTIVATION
    form: Annotated[
        Literal["banner", "challenge", "prompt"], Field(description="banner, challenge or prompt")
    ]
    title: Annotated[Both, Field(description="in ar and en")]
    text: Annotated[Both, Field(description="in ar and en")]
    regions: Annotated[tuple[Country, ...], _Some, Field(description="a list of ISO 3166-1 codes")]
    languages: Annotated[tuple[Language, ...], _Some, Field(description="[ar, en] or one of them")]
    link: Annotated[HttpsAddress, Field(description="an https:// address")]
    opens_at: Annotated[AwareDatetime, Field(description="2026-03-01T21:00, beside a zone")]
    closes_at: Annotated[AwareDatetime, Field(description="a time after opens_at")]


class AboutLaunch(About):
    """A creator partner's video: nothing of it is public before `opens_at`, not even its title."""

    kind: Literal[Kind.LAUNCH] = Kind.LAUNCH
    title: Annotated[Both, Field(description="in ar and en")]
    text: Annotated[Both, Field(description="what it is, in ar and en")]
    partner: Annotated[Both, Field(description="the creator's name, in ar and en")]
    video: Annotated[HttpsAddress, Field(description="the video's https:// address")]
    opens_at: Annotated[AwareDatetime, Field(description="2026-03-01T21:00, beside a zone")]


class AboutAnswer(Reviewed):
    """What care reviewers may write to a person: for staff alone."""

    kind: Literal[Kind.ANSWER] = Kind.ANSWER
    when: Annotated[Both, Field(description="for reviewers: whom it is for, in ar and en")]
    text: Annotated[
        BothLetters,
        Field(description="in ar and en: as many paragraphs, a directory of helplines, no figures"),
    ]


AnyAbout = Annotated[
    AboutToolkit
    | AboutGuide
    | AboutOrganisation
    | AboutAdvocate
    | AboutTutorial
    | AboutInsight
    | AboutActivation
    | AboutLaunch
    | AboutPage
    | AboutAnswer,
    Field(discriminator="kind"),
]
ABOUT: dict[Kind, type[About]] = {
    about.model_fields["kind"].default: about for about in get_args(get_args(AnyAbout)[0])
}
