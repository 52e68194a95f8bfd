"""Having a deployed function read anew what it keeps for minutes, as secrets are."""

from campaign_cli.deployment import Deployment

ALIAS = "live"
"""AutoPublishAlias of the template: whatever wakes a function wakes this."""


def start_afresh(deployment: Deployment, name: str) -> None:
    """A function whose settings are written starts afresh: `name` is its logical id. Its alias is what is
    woken, so it is led to a version with those settings, which are the same as before."""
    functions = deployment.client("lambda")
    (function,) = [
        found
        for page in functions.get_paginator("list_functions").paginate()
        for found in page["Functions"]
        if f"-{name}-" in found["FunctionName"]
    ]
    full_name = function["FunctionName"]
    functions.update_function_configuration(FunctionName=full_name, Timeout=function["Timeout"])
    functions.get_waiter("function_updated_v2").wait(FunctionName=full_name)
    version = functions.publish_version(FunctionName=full_name)["Version"]
    functions.update_alias(FunctionName=full_name, Name=ALIAS, FunctionVersion=version)
