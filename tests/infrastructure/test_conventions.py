"""The rules that the templates obey, each as a test: a new queue or function that forgets one fails here."""

import json
import tomllib
from typing import Any

import pytest

from campaign.videos.moves import ALLOWED_MOVES, Actor, Decision, approve, reject, withdraw
from campaign.videos.rules import decide
from campaign.videos.screening import Screen, Verdict
from campaign.videos.video import Video, VideoStatus
from tests.templates import (
    APPLICATION,
    INFRASTRUCTURE,
    ROOT,
    as_list,
    functions,
    queue_triggers,
    resources,
    statements,
)
from tests.unit.videos.messages import NOON, REVIEW_ALL, gone, observed

QUEUES = resources("AWS::SQS::Queue")
DEAD_LETTER_QUEUES = {
    name for name in QUEUES if name.endswith("DeadLetterQueue") or name == "UndeliveredQueue"
}
LOG_GROUPS = {
    group["Properties"]["LogGroupName"]["Fn::Sub"]: group["Properties"]
    for group in resources("AWS::Logs::LogGroup").values()
}
FUNCTIONS = functions()
TRIGGERS = list(queue_triggers())


def test_every_folder_of_functions_is_deployed_and_nothing_else() -> None:
    assert set(FUNCTIONS) == {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_handler_is_one_short_composition(name: str) -> None:
    lines = (ROOT / "functions" / name / "app.py").read_text("utf-8").splitlines()

    assert len(lines) < 60, "docs/architecture.md: what composes needs no more"


@pytest.mark.parametrize("name", sorted(QUEUES.keys() - DEAD_LETTER_QUEUES))
def test_every_queue_gives_up_into_a_dead_letter_queue_of_its_own(name: str) -> None:
    redrive = QUEUES[name]["Properties"]["RedrivePolicy"]

    assert redrive["maxReceiveCount"] == 5
    assert get_att(redrive["deadLetterTargetArn"]) == f"{name.removesuffix('Queue')}DeadLetterQueue.Arn"


@pytest.mark.parametrize("name", sorted(DEAD_LETTER_QUEUES))
def test_every_dead_letter_queue_has_an_alarm_that_somebody_hears(name: str) -> None:
    alarms = [
        alarm["Properties"]
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"].get("Dimensions") == [{"Name": "QueueName", "Value": {"Ref": f"{name}Name"}}]
    ]

    assert len(alarms) == 1
    assert alarms[0]["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarms[0]["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert "Runbook - docs/operations.md#" in alarms[0]["AlarmDescription"]


def test_every_alarm_topic_is_listened_to() -> None:
    heard = [get_ref(one["Properties"]["TopicArn"]) for one in resources("AWS::SNS::Subscription").values()]

    assert sorted(heard) == sorted(resources("AWS::SNS::Topic"))


@pytest.mark.parametrize(("function", "queue", "trigger"), TRIGGERS, ids=[trigger[0] for trigger in TRIGGERS])
def test_every_queue_trigger_reports_single_failures_and_is_bounded(
    function: str, queue: str, trigger: dict[str, Any]
) -> None:
    assert trigger["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert trigger["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert QUEUES[queue]["Properties"]["VisibilityTimeout"] >= 6 * FUNCTIONS[function]["Timeout"]


def test_a_full_batch_of_changes_is_no_more_than_a_function_takes() -> None:
    (trigger,) = [trigger for function, _, trigger in TRIGGERS if function == "build_hub"]
    samples = (ROOT / "events" / "build_hub").glob("*.json")
    records = [record for path in samples for record in json.loads(path.read_text("utf-8"))["Records"]]
    largest = max(len(json.dumps(record)) for record in records)
    left_out_of_samples = 700  # a real receipt handle has 400 characters, and ids are longer

    assert trigger["BatchSize"] * (largest + left_out_of_samples) < 6_000_000


def test_no_function_has_a_dead_letter_queue_of_its_own() -> None:
    assert not [name for name, properties in FUNCTIONS.items() if "DeadLetterQueue" in properties], (
        "the queue has one"
    )


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_traced_and_logs_where_a_retention_is_set(name: str) -> None:
    properties = FUNCTIONS[name]
    variables = properties["Environment"]["Variables"]

    group = properties["LoggingConfig"]["LogGroup"]["Fn::Sub"]
    assert group == "/${CampaignName}/" + name
    assert LOG_GROUPS[group]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert APPLICATION["Globals"]["Function"]["Tracing"] == "Active"
    assert variables["POWERTOOLS_SERVICE_NAME"] == name
    assert variables["AWS_SDK_UA_APP_ID"] == name.replace("_", "-")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_a_role_of_its_own(name: str) -> None:
    role = get_att(FUNCTIONS[name]["Role"]).removeprefix("Access.Outputs.").removesuffix("Arn")

    assert role == "".join(word.title() for word in name.split("_")) + "Role"
    assert role in INFRASTRUCTURE["access"]["Resources"]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_what_a_role_allows_is_in_its_one_policy_and_in_tracing(name: str) -> None:
    """So a stack test, which holds that one policy against what the function called, sees all of it."""
    role = get_att(FUNCTIONS[name]["Role"]).removeprefix("Access.Outputs.").removesuffix("Arn")
    properties = INFRASTRUCTURE["access"]["Resources"][role]["Properties"]

    assert properties["ManagedPolicyArns"] == [{"Ref": "Tracing"}]
    assert [policy["PolicyName"] for policy in properties["Policies"]] == [name.replace("_", "-")]


def test_no_policy_allows_a_pattern_of_actions() -> None:
    assert not [
        action for _, statement in statements() for action in as_list(statement["Action"]) if "*" in action
    ]


def test_what_reaches_everything_else_than_named_is_text_messages_alone() -> None:
    """A phone has no ARN: a statement that leaves out all that has one is the narrowest that allows them."""
    but = {(name, statement["Action"]) for name, statement in statements() if "NotResource" in statement}

    assert but == {("TextMessages", "sns:Publish")}


def test_what_only_the_embedded_aws_needs_is_off_unless_asked_for() -> None:
    assert INFRASTRUCTURE["access"]["Resources"]["EmbeddedAwsDifferences"]["Condition"] == "OnEmbeddedAws"
    assert APPLICATION["Parameters"]["EmbeddedIam"]["Default"] == "false"
    assert APPLICATION["Parameters"]["WebhookAllowedHosts"]["Default"] == ""


CARE_TARGETS = (
    "CareImminentMinutes",
    "CareDistressMinutes",
    "CareRecoveryMinutes",
    "CareGeneralMinutes",
    "CareRetentionDays",
)


@pytest.mark.parametrize("name", CARE_TARGETS)
def test_how_soon_a_person_looks_has_no_default_and_says_what_to_decide(name: str) -> None:
    """CloudFormation refuses a stack without it: "Parameters: [CareImminentMinutes] must have values"."""
    parameter = APPLICATION["Parameters"][name]

    assert "Default" not in parameter
    assert parameter["MinValue"] == 1
    assert parameter["Description"].startswith("Decide")


@pytest.mark.parametrize("place", ["dev", "prod"])
def test_how_soon_a_person_looks_is_left_to_whoever_deploys_the_campaign(place: str) -> None:
    configuration = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))
    overrides = configuration[place]["deploy"]["parameters"]["parameter_overrides"]

    set_there = {override.partition("=")[0] for override in overrides}
    assert set_there.isdisjoint(CARE_TARGETS)
    assert set_there - set(APPLICATION["Parameters"]) == set()


def test_no_function_may_read_another_ones_secret() -> None:
    readers = {
        (name, get_ref(secret))
        for name, statement in statements()
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        for secret in as_list(statement["Resource"])
    }

    assert readers == {
        ("ReceiveWebhookRole", "TikTokSecretArn"),
        ("ConnectCreatorsRole", "TikTokSecretArn"),
        ("PollCreatorsRole", "TikTokSecretArn"),
        ("SearchVideosRole", "TikTokSecretArn"),
        ("ReceivePartnerWebhookRole", "PartnerWebhookSecretArn"),
        ("ServePublicApiRole", "PublicApiSecretArn"),
        ("ServeCareReportsRole", "PublicApiSecretArn"),
        ("ServeStoriesRole", "PublicApiSecretArn"),
        ("ServeStaffApiRole", "WebhookSigningSecretArn"),
        ("PostWebhooksRole", "WebhookSigningSecretArn"),
        ("ServeStaffApiRole", "AudienceKeyArn"),
        ("DeliverRole", "AudienceKeyArn"),
        ("PostWebhooksRole", "AudienceKeyArn"),
        ("ServeSubscriptionsRole", "WebhookSigningSecretArn"),
        ("ServeSubscriptionsRole", "AudienceKeyArn"),
        ("InviteSubscribersRole", "WebhookSigningSecretArn"),
        ("InviteSubscribersRole", "AudienceKeyArn"),
        ("RecordBouncesRole", "AudienceKeyArn"),
    }


def test_one_function_alone_opens_the_words_of_people_in_care() -> None:
    openers = {
        name
        for name, statement in statements()
        if "kms:Decrypt" in as_list(statement["Action"])
        and {"Ref": "CareKeyArn"} in as_list(statement["Resource"])
    }

    assert openers == {"ServeCareApiRole"}


def test_the_audience_layer_is_on_those_that_may_open_addresses_alone() -> None:
    carrying = {name for name, one in FUNCTIONS.items() if {"Ref": "AudienceLayer"} in one.get("Layers", [])}
    told = {name for name, one in FUNCTIONS.items() if "AUDIENCE_KEY_ARN" in one["Environment"]["Variables"]}

    assert carrying == told


@pytest.mark.parametrize(
    ("role", "partitions"),
    [
        ("ServePublicApiRole", {"SUBMISSION#*", "VIDEO#*", "LIMIT#*", "IDEMPOTENCY#*"}),
        ("ConnectCreatorsRole", {"CREATOR#*", "CONNECT#*"}),
        ("ServeCareApiRole", {"CARE#*", "WORDS#*", "SHIFT#*", "VIDEO#*", "PUB#answer#*"}),
        ("ServeCareReportsRole", {"CARE#*", "WORDS#*"}),
        ("ServeQuarantineRole", {"QUAR#*"}),
        ("ForgetCasesRole", {"CARE#*", "WORDS#*"}),
        ("ServeStoriesRole", {"CARE#*", "WORDS#*", "LIMIT#*"}),
        ("OpenCasesRole", {"CARE#*", "QUAR#*"}),
        ("ServeSubscriptionsRole", {"SUB#*", "SUBSCRIPTION#*", "LIMIT#*"}),
    ],
)
def test_what_is_fenced_in_reaches_its_own_items_alone(role: str, partitions: set[str]) -> None:
    """Who takes submissions sees no subscriber's address, who takes subscriptions no creator's tokens, and
    who looks after people in distress neither."""
    allowed = [
        set(statement.get("Condition", {})["ForAllValues:StringLike"]["dynamodb:LeadingKeys"])
        for name, statement in statements()
        if name == role
        and "dynamodb:" in str(statement["Action"])
        and "/index/" not in str(statement["Resource"])
    ]

    assert set().union(*allowed) == partitions


def test_state_can_be_restored_and_is_encrypted() -> None:
    table = INFRASTRUCTURE["state"]["Resources"]["Table"]

    assert table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}


@pytest.mark.parametrize("name", sorted(resources("AWS::S3::Bucket")))
def test_no_bucket_is_public(name: str) -> None:
    properties = resources("AWS::S3::Bucket")[name]["Properties"]

    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in properties


def test_every_queue_is_encrypted_and_takes_no_more_than_a_quarantine_entry_holds() -> None:
    for name, queue in QUEUES.items():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True, name
        if name not in DEAD_LETTER_QUEUES:
            assert queue["Properties"]["MaximumMessageSize"] == 262_144, name


def test_whatever_puts_a_video_on_the_hub_or_takes_it_off_has_the_hub_built() -> None:
    (pattern,) = [
        rule["Properties"]["EventPattern"]
        for name, rule in resources("AWS::Events::Rule").items()
        if name == "HubRule"
    ]

    assert changes_of_what_is_featured() <= set(pattern["detail-type"])


def changes_of_what_is_featured() -> set[str | None]:
    """The names of every move into and out of FEATURED, and of what the intake does to a featured video."""
    featured = video(VideoStatus.FEATURED)
    decisions = [
        decide(featured, gone(2), NOON, REVIEW_ALL),
        decide(featured, observed(2, caption="changed"), NOON, REVIEW_ALL),
        *(decide(featured, observed(2, caption="changed"), NOON, objecting_to(to)) for to in RECALLED),
        withdraw(featured, by="creator", at=NOON),
        *(
            moved(video(status), to)
            for status, targets in ALLOWED_MOVES.items()
            for to, actors in targets.items()
            if VideoStatus.FEATURED in {status, to} and Actor.MODERATOR in actors
        ),
    ]
    return {decision.change for decision in decisions if decision is not None}


RECALLED = (VideoStatus.IN_REVIEW, VideoStatus.REJECTED)


def objecting_to(becomes: VideoStatus) -> Screen:
    return lambda _: Verdict(becomes, "a-rule", objection=True)


def video(status: VideoStatus) -> Video:
    decision = decide(None, observed(1), NOON, REVIEW_ALL)
    assert decision is not None
    return decision.video.model_copy(update={"status": status})


def moved(before: Video, to: VideoStatus) -> Decision:
    if to is VideoStatus.REJECTED:
        return reject(before, by="moderator-1", at=NOON, rule="sells-something")
    return approve(before, by="moderator-1", at=NOON, feature=to is VideoStatus.FEATURED)


def get_att(value: dict[str, Any]) -> str:
    found = value["Fn::GetAtt"]
    return ".".join(found) if isinstance(found, list) else str(found)


def get_ref(value: dict[str, Any]) -> str:
    return str(value["Ref"])
