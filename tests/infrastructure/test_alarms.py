"""What a person must act on rings, leads to what to do, and watches what is really measured."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.templates import APPLICATION, INFRASTRUCTURE, ROOT, resources

EVERYWHERE = {**INFRASTRUCTURE, "application": APPLICATION}
ALARMS = {
    name: alarm["Properties"] for name, alarm in resources("AWS::CloudWatch::Alarm", EVERYWHERE).items()
}
QUEUES = sorted(
    name
    for name in resources("AWS::SQS::Queue")
    if not name.endswith("DeadLetterQueue") and name != "UndeliveredQueue"
)
RUNBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
OURS = "EndTheStigma"
OF_AWS = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
    ("AWS/Lambda", "Errors"),
    ("AWS/Lambda", "Invocations"),
    ("AWS/Lambda", "Throttles"),
    ("AWS/Lambda", "IteratorAge"),
    ("AWS/Lambda", "Url5xxCount"),
    ("AWS/ApiGateway", "5XXError"),
    ("AWS/Scheduler", "TargetErrorCount"),
    ("AWS/Scheduler", "InvocationDroppedCount"),
    ("AWS/Scheduler", "InvocationsFailedToBeSentToDeadLetterCount"),
    ("AWS/SES", "Reputation.BounceRate"),
    ("AWS/SES", "Reputation.ComplaintRate"),
}
"""Each is in that service's own list: docs.aws.amazon.com, "Monitoring … with CloudWatch". A name that is
spelled wrongly makes an alarm that never rings."""


def sections() -> dict[str, str]:
    """The text under each heading of the runbook by GitHub's anchor for it."""
    parts = re.split(r"^## (.+)$", RUNBOOK, flags=re.MULTILINE)[1:]
    return {anchor(title): text for title, text in zip(parts[::2], parts[1::2], strict=True)}


def anchor(title: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def entry_of(alarm: dict[str, Any]) -> str:
    found = re.search(r" Runbook - docs/operations\.md#([\w-]+)$", alarm["AlarmDescription"])
    assert found, alarm["AlarmDescription"]
    return found[1]


def of_one(properties: dict[str, Any]) -> dict[str, Any]:
    dimensions = {one["Name"]: one["Value"] for one in properties.get("Dimensions", [])}
    return {**properties, "service": dimensions.get("service")}


def watched() -> Iterator[tuple[str, str, str | None]]:
    """(namespace, metric, the function that our own metrics name) of every alarm."""
    for alarm in ALARMS.values():
        one_or_more = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one]
        for metric in one_or_more or [alarm]:
            found = of_one(metric)
            yield found["Namespace"], found["MetricName"], found["service"]


def widgets() -> list[dict[str, Any]]:
    (dashboard,) = resources("AWS::CloudWatch::Dashboard").values()
    body: list[dict[str, Any]] = json.loads(dashboard["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]
    return body


def shown() -> Iterator[tuple[str, str, str | None]]:
    for widget in widgets():
        for line in widget["properties"].get("metrics", []):
            namespace, metric, *dimensions = line
            found = dict(zip(dimensions[::2], dimensions[1::2], strict=True))
            yield namespace, metric, found.get("service")


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_every_alarm_leads_to_what_is_seen_what_it_means_and_what_to_do(name: str) -> None:
    entry = sections()[entry_of(ALARMS[name])]

    order = [entry.find(f"- **{part}:**") for part in ("You see", "It means", "Do")]
    assert -1 < order[0] < order[1] < order[2]


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_every_alarm_is_heard_when_it_rings_and_when_it_is_over(name: str) -> None:
    alarm = ALARMS[name]

    topic = [{"Ref": "AlarmTopic"}, {"Fn::GetAtt": "Operations.Outputs.AlarmTopicArn"}]
    heard = [
        {**one, **({"Fn::GetAtt": dotted(one)} if "Fn::GetAtt" in one else {})}
        for one in alarm["AlarmActions"]
    ]
    assert len(heard) == 1
    assert heard[0] in topic
    assert alarm["OKActions"] == alarm["AlarmActions"]


def on_aws(value: dict[str, Any]) -> dict[str, Any]:
    condition, there, _ = value.get("Fn::If", ("OnAws", value, None))
    assert condition == "OnAws"
    return there  # type: ignore[no-any-return]  # plain data


def dotted(value: dict[str, Any]) -> str:
    found = value["Fn::GetAtt"]
    return ".".join(found) if isinstance(found, list) else str(found)


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_has_an_alarm_on_its_oldest_message(queue: str) -> None:
    (alarm,) = [
        alarm
        for alarm in ALARMS.values()
        if alarm.get("Dimensions") == [{"Name": "QueueName", "Value": {"Ref": f"{queue}Name"}}]
    ]

    assert alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    retention = resources("AWS::SQS::Queue")[queue]["Properties"]["MessageRetentionPeriod"]
    assert alarm["Threshold"] < retention / 10, "there is time to act before a message is lost"


def test_what_a_person_must_act_on_rings() -> None:
    watches = {metric for _, metric, _ in watched()}

    assert watches >= {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "CasesOverdue",
        "MilestoneLateness",
        "Errors",
        "MailQuotaUsed",
        "Reputation.BounceRate",
        "Reputation.ComplaintRate",
        "InvocationDroppedCount",
    }


def counted_in_code() -> dict[str, str]:
    """Each name that count, took or percent are called with anywhere, and the file."""
    counted: dict[str, str] = {}
    for folder in ("layers", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            if not re.search(r"\b(count|took|percent)\(", text):
                continue
            for name in re.findall(r'"([A-Z][A-Za-z]+)"', text):
                counted.setdefault(name, path.name)
    return counted


@pytest.mark.parametrize(("namespace", "metric", "service"), sorted({*watched(), *shown()}, key=str))
def test_what_is_watched_or_shown_is_measured(namespace: str, metric: str, service: str | None) -> None:
    if namespace != OURS:
        assert (namespace, metric) in OF_AWS
        return
    assert metric in counted_in_code(), "no function counts this"
    assert service is not None
    assert (ROOT / "functions" / service / "app.py").exists()


def test_the_dashboard_shows_every_alarm() -> None:
    """By the four lists that it is handed; what is missing in them would be seen nowhere."""
    outputs = INFRASTRUCTURE["operations"]["Outputs"]
    handed = APPLICATION["Resources"]["Dashboard"]["Properties"]["Parameters"]["FunctionAlarmArns"]
    lists = [
        handed,
        *(outputs[f"{which}AlarmArns"]["Value"] for which in ("DeadLetter", "QueueAge", "Other")),
    ]

    found = [one for each in lists for one in each["Fn::Join"][1]]
    listed = [dotted(on_aws(one)).removesuffix(".Arn") for one in found]
    assert sorted(listed) == sorted(ALARMS)
    shown_lists = [widget["properties"]["alarms"] for widget in widgets() if widget["type"] == "alarm"]
    assert sorted(str(one) for one in shown_lists) == sorted(
        f"['${{{which}AlarmArns}}']" for which in ("DeadLetter", "QueueAge", "Other", "Function")
    )


def test_a_line_of_the_dashboard_that_names_a_threshold_is_that_of_the_alarm() -> None:
    thresholds = {
        alarm["MetricName"]: alarm["Threshold"] for alarm in ALARMS.values() if "MetricName" in alarm
    }

    lines = [
        (widget["properties"]["metrics"][0][1], line["value"])
        for widget in widgets()
        if "annotations" in widget["properties"]
        for line in widget["properties"]["annotations"]["horizontal"]
    ]
    assert lines
    assert all(thresholds[metric] == value for metric, value in lines)


def test_the_state_refuses_to_be_deleted_and_its_copies_outlive_a_mistake() -> None:
    table = INFRASTRUCTURE["state"]["Resources"]["Table"]
    content = INFRASTRUCTURE["messaging"]["Resources"]["ContentBucket"]

    assert table["Properties"]["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}
    assert APPLICATION["Parameters"]["ProtectState"]["Default"] == "true"
    assert table["DeletionPolicy"] == content["DeletionPolicy"] == "RetainExceptOnCreate"
    assert content["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_a_budget_is_watched_where_an_amount_is_named() -> None:
    assert APPLICATION["Resources"]["Budget"]["Condition"] == "HasBudget"
    budget = INFRASTRUCTURE["budget"]["Resources"]["Budget"]["Properties"]

    kinds = {one["Notification"]["NotificationType"] for one in budget["NotificationsWithSubscribers"]}
    assert kinds == {"ACTUAL", "FORECASTED"}
    for one in budget["NotificationsWithSubscribers"]:
        assert one["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "OperatorsAddress"}}]
    assert "when-it-costs-too-much" in sections()
