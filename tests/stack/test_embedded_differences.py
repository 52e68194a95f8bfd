"""Where the embedded AWS differs from AWS, shown on a bare one: a test that fails here means that a
workaround, named in docs/decisions.md, is no longer needed.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.waiting import wait_for

pytestmark = pytest.mark.stack

TABLE = {
    "TableName": "difference",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
}
ACCOUNT = "000000000000"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The root of an embedded AWS without our repair, in which nothing is deployed."""
    aws = EmbeddedAws(tmp_path_factory.mktemp("bare"), repaired=False)
    aws.start()
    yield Deployment.embedded(aws, "none")
    aws.stop()


@pytest.fixture(scope="module")
def stream(root: Deployment) -> str:
    table = root.client("dynamodb").create_table(**TABLE)  # type: ignore[arg-type]  # a plain dictionary
    return table["TableDescription"]["LatestStreamArn"]


Allowed = Callable[..., Any]


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture
def allowed(root: Deployment) -> Allowed:
    """A client of somebody who may do exactly this."""

    def client(service: str, name: str, *statements: dict[str, Any]) -> Any:
        iam = root.client("iam")
        iam.create_user(UserName=name)
        document = policy(*({"Effect": "Allow", **each} for each in statements))
        iam.put_user_policy(UserName=name, PolicyName="exactly", PolicyDocument=document)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return boto3.client(
            service,  # type: ignore[call-overload]  # any service
            endpoint_url=root.client("sts").meta.endpoint_url,
            region_name="eu-west-1",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    return client


def insert(client: Any, key: str) -> None:
    statement = "INSERT INTO \"difference\" VALUE {'pk': ?, 'sk': ?}"
    answer = client.batch_execute_statement(
        Statements=[{"Statement": statement, "Parameters": [{"S": key}, {"S": "x"}]}]
    )
    assert "Error" not in answer["Responses"][0]


def records(root: Deployment, stream: str) -> list[str]:
    streams = root.client("dynamodbstreams")
    shard = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    return [
        record["dynamodb"]["Keys"]["pk"]["S"]
        for record in streams.get_records(ShardIterator=iterator)["Records"]
    ]


def test_a_partiql_write_does_not_reach_the_stream(root: Deployment, stream: str) -> None:
    root.client("dynamodb").put_item(TableName="difference", Item={"pk": {"S": "put"}, "sk": {"S": "x"}})
    insert(root.client("dynamodb"), "inserted")

    assert records(root, stream) == ["put"], "on AWS both are there: ministack_repaired.py"


def test_partiql_is_not_allowed_by_aws_own_action(allowed: Allowed, stream: str) -> None:
    table = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/difference"
    as_on_aws = allowed("dynamodb", "partiql", {"Action": "dynamodb:PartiQLInsert", "Resource": table})

    with pytest.raises(ClientError, match="BatchExecuteStatement"):
        insert(as_on_aws, "denied")


def test_schedules_are_checked_as_if_all_were_in_the_default_group(
    root: Deployment, allowed: Allowed
) -> None:
    root.client("scheduler").create_schedule_group(Name="group")
    base = f"arn:aws:scheduler:eu-west-1:{ACCOUNT}:schedule"
    role = f"arn:aws:iam::{ACCOUNT}:role/r"
    as_on_aws = allowed(
        "scheduler",
        "schedules",
        {"Action": "scheduler:CreateSchedule", "Resource": f"{base}/group/*"},
        {"Action": "scheduler:ListSchedules", "Resource": f"{base}/*/*"},
        {"Action": "iam:PassRole", "Resource": role},
    )

    with pytest.raises(ClientError, match="scheduler:CreateSchedule"):
        as_on_aws.create_schedule(
            Name="one",
            GroupName="group",
            ScheduleExpression="at(2099-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q", "RoleArn": role},
        )
    with pytest.raises(ClientError, match="scheduler:ListSchedules"):
        as_on_aws.list_schedules(GroupName="group")


def test_sending_a_batch_is_not_allowed_by_sending(root: Deployment, allowed: Allowed) -> None:
    url = root.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    arn = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"
    as_on_aws = allowed("sqs", "sender", {"Action": "sqs:SendMessage", "Resource": arn})

    with pytest.raises(ClientError, match="SendMessageBatch"):
        as_on_aws.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "x"}])


def test_a_function_gets_ten_messages_of_a_queue_at_once_whatever_its_event_source_says(
    root: Deployment,
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as code:
        code.writestr("app.py", "def handler(event, context):\n    print('got', len(event['Records']))\n")
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    may = {"Effect": "Allow", "Action": ["sqs:*", "logs:*"], "Resource": "*"}
    role = root.client("iam").create_role(RoleName="counts", AssumeRolePolicyDocument=policy(trusted))["Role"]
    root.client("iam").put_role_policy(RoleName="counts", PolicyName="may", PolicyDocument=policy(may))
    root.client("logs").create_log_group(logGroupName="/aws/lambda/counts")
    name = root.client("lambda").create_function(
        FunctionName="counts",
        Runtime="python3.11",
        Handler="app.handler",
        Role=role["Arn"],
        Code={"ZipFile": packed.getvalue()},
    )["FunctionName"]
    url = root.client("sqs").create_queue(QueueName="many")["QueueUrl"]
    for _ in range(3):
        entries = [{"Id": str(number), "MessageBody": "x"} for number in range(10)]
        root.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)  # type: ignore[arg-type]
    root.client("lambda").create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:many",
        BatchSize=30,
        MaximumBatchingWindowInSeconds=1,
    )

    def batches() -> list[str]:
        found = root.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        return [event["message"].strip() for event in found if event["message"].startswith("got")]

    wait_for("all to be handed over", lambda: len(batches()) >= 3, 60)
    assert batches() == ["got 10"] * 3, "on AWS it is one batch of thirty: ministack_repaired.py"


def test_sending_mail_is_not_allowed_by_the_identity(root: Deployment, allowed: Allowed) -> None:
    root.client("sesv2").create_email_identity(EmailIdentity="example.org")
    identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/example.org"
    as_on_aws = allowed("sesv2", "mailer", {"Action": "ses:SendEmail", "Resource": identity})

    with pytest.raises(ClientError, match="ses:SendEmail"):
        as_on_aws.send_email(
            FromEmailAddress="a@example.org",
            Destination={"ToAddresses": ["b@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )


def test_a_bulk_mails_headers_and_tags_are_forgotten(root: Deployment) -> None:
    root.client("sesv2").create_email_identity(EmailIdentity="example.org")
    root.client("sesv2").send_bulk_email(
        FromEmailAddress="a@example.org",
        DefaultContent={"Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}},
        BulkEmailEntries=[
            {
                "Destination": {"ToAddresses": ["b@example.org"]},
                "ReplacementHeaders": [{"Name": "List-Unsubscribe", "Value": "<https://example.org>"}],
                "ReplacementTags": [{"Name": "subscriber", "Value": "b"}],
            }
        ],
    )

    (mail,) = sent_mail(str(root.client("sesv2").meta.endpoint_url))

    assert (mail.headers, mail.tags) == ((), ()), "on AWS both go out: ministack_repaired.py"


def test_sending_mail_in_bulk_is_not_allowed_by_the_identity(root: Deployment, allowed: Allowed) -> None:
    root.client("sesv2").create_email_identity(EmailIdentity="bulk.example.org")
    identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/bulk.example.org"
    actions = ["ses:SendBulkEmail", "ses:SendBulkTemplatedEmail"]
    as_on_aws = allowed("sesv2", "bulk-mailer", {"Action": actions, "Resource": identity})

    with pytest.raises(ClientError, match="ses:SendBulkEmail"):
        as_on_aws.send_bulk_email(
            FromEmailAddress="a@bulk.example.org",
            DefaultContent={
                "Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}
            },
            BulkEmailEntries=[{"Destination": {"ToAddresses": ["b@example.org"]}}],
        )


def test_the_quota_of_ses_is_that_of_a_new_account(root: Deployment, allowed: Allowed) -> None:
    """And it is told, as on AWS, to whoever may ask for the account on every resource."""
    asking = allowed("sesv2", "asks-for-the-quota", {"Action": "ses:GetAccount", "Resource": "*"})

    quota = asking.get_account()["SendQuota"]

    assert (quota["MaxSendRate"], quota["Max24HourSend"]) == (14, 50_000), "raised by ministack_repaired.py"


def test_the_temporary_password_that_cognito_makes_breaks_the_pools_own_rule(root: Deployment) -> None:
    cognito = root.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="staff", Policies={"PasswordPolicy": {"MinimumLength": 14}})[
        "UserPool"
    ]["Id"]

    with pytest.raises(cognito.exceptions.InvalidPasswordException):
        cognito.admin_create_user(UserPoolId=pool, Username="somebody", MessageAction="SUPPRESS")


def test_a_pool_that_wants_a_second_factor_gives_a_token_to_whoever_has_none(root: Deployment) -> None:
    cognito = root.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="strict", MfaConfiguration="ON")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(
        UserPoolId=pool, Username="somebody", TemporaryPassword="Aa1!aaaa", MessageAction="SUPPRESS"
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username="somebody", Password="Aa1!aaaa", Permanent=True)

    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "somebody", "PASSWORD": "Aa1!aaaa"},
    )

    assert "AuthenticationResult" in answer, "on AWS the challenge is MFA_SETUP: ministack_repaired.py"


ANSWERS = {"gatewayresponse.header.Access-Control-Allow-Origin": "stageVariables.origin"}
MOCK = {
    "type": "mock",
    "requestTemplates": {"application/json": '{"statusCode": 200}'},
    "responses": {
        "default": {
            "statusCode": "200",
            "responseParameters": {
                "method.response.header.Access-Control-Allow-Origin": "stageVariables.origin"
            },
        }
    },
}


def test_an_apis_definition_gives_neither_gateway_nor_mock_its_answers(root: Deployment) -> None:
    definition = {
        "openapi": "3.0.1",
        "info": {"title": "api", "version": "1"},
        "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": {"responseParameters": ANSWERS}},
        "paths": {"/one": {"options": {"x-amazon-apigateway-integration": MOCK}}},
    }
    template = {
        "Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": definition}}}
    }
    stacks, apis = root.client("cloudformation"), root.client("apigateway")
    stacks.create_stack(StackName="defined", TemplateBody=json.dumps(template))
    stacks.get_waiter("stack_create_complete").wait(StackName="defined", WaiterConfig={"Delay": 1})
    (resource,) = stacks.describe_stack_resources(StackName="defined")["StackResources"]
    api = resource["PhysicalResourceId"]

    methods = [
        each["resourceMethods"]["OPTIONS"]
        for each in apis.get_resources(restApiId=api, embed=["methods"])["items"]
        if each["path"] == "/one"
    ]

    assert methods[0]["methodIntegration"].get("integrationResponses", {}) == {}, "ministack_repaired.py"
    refused = apis.get_gateway_response(restApiId=api, responseType="DEFAULT_4XX")
    assert refused["responseParameters"] == {}, "ministack_repaired.py"


def test_an_export_of_a_table_writes_nothing(root: Deployment, stream: str) -> None:
    root.client("s3").create_bucket(
        Bucket="exports", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client = root.client("dynamodb")
    arn = client.export_table_to_point_in_time(TableArn=stream.partition("/stream/")[0], S3Bucket="exports")[
        "ExportDescription"
    ]["ExportArn"]

    def is_completed() -> bool:
        return client.describe_export(ExportArn=arn)["ExportDescription"]["ExportStatus"] == "COMPLETED"

    wait_for("the export", is_completed, 30)
    assert root.client("s3").list_objects_v2(Bucket="exports")["KeyCount"] == 0


def test_a_template_that_names_codedeploy_is_refused(root: Deployment) -> None:
    shifted = {"Type": "AWS::CodeDeploy::Application", "Properties": {"ComputePlatform": "Lambda"}}

    with pytest.raises(ClientError, match="CodeDeploy"):
        root.client("cloudformation").create_stack(
            StackName="shifted", TemplateBody=json.dumps({"Resources": {"Application": shifted}})
        )
