"""The sign-in to the console: SRP and a second factor, which nobody comes in without."""

import re
import time

import pytest
from playwright.sync_api import expect

from campaign_cli.staff import Group, Staff, generated_password
from tests.stack.browser.console import COGNITO, Console, Person, settled, sign_in, type_password

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def test_the_first_sign_in_sets_a_password_and_a_second_factor(console: Console) -> None:
    cognito, pool = console.campaign.deployment.client("cognito-idp"), console.campaign.outputs["UserPoolId"]
    invited = Person("invited@console.example.org", generated_password())
    attributes = [{"Name": "email", "Value": invited.email}, {"Name": "email_verified", "Value": "true"}]
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=invited.email,
        UserAttributes=attributes,  # type: ignore[arg-type]  # a plain dictionary
        TemporaryPassword=invited.password,
        MessageAction="SUPPRESS",
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=invited.email, GroupName=Group.CARE_REVIEWER)

    with console.opened() as visit:
        type_password(visit.page, invited)
        chosen = generated_password()
        visit.page.get_by_label("New password").fill(chosen)
        visit.page.keyboard.press("Enter")
        secret = visit.page.locator("#secret").inner_text().replace(" ", "")
        visit.page.get_by_label("The code that the app shows").fill(invited.authenticator.set_up(secret))
        visit.page.keyboard.press("Enter")
        settled(visit.page)
        assert visit.page.locator("header .me").inner_text() == invited.email
        assert visit.complaints == []

    invited.password = chosen
    assert "cases" in invited.api(console.campaign).ask("GET", "/care/cases")


def test_a_password_alone_brings_nobody_in_and_a_wrong_code_is_told_plainly(console: Console) -> None:
    reviewer = console.person(Group.CARE_REVIEWER)
    reviewer.api(console.campaign)  # sets the second factor up

    with console.opened() as visit:
        type_password(visit.page, reviewer)
        visit.page.get_by_label("Code of six digits").fill("000000")
        assert (
            visit.page.evaluate("() => Object.keys(sessionStorage).filter((key) => /token/i.test(key))") == []
        )
        visit.page.keyboard.press("Enter")
        expect(visit.page.get_by_role("alert")).to_have_text(re.compile("This code is not right"))
        visit.page.get_by_label("Code of six digits").fill(reviewer.authenticator.code())
        visit.page.keyboard.press("Enter")
        settled(visit.page)


def test_a_wrong_password_is_told_without_saying_what_was_wrong(console: Console) -> None:
    with console.opened() as visit:
        type_password(visit.page, Person("nobody@console.example.org", generated_password()))
        expect(visit.page.get_by_role("alert")).to_have_text(
            re.compile("address or the password is not right")
        )


def test_the_password_itself_goes_to_nobody(console: Console) -> None:
    reviewer, bodies = console.person(Group.CARE_REVIEWER), []
    with console.opened() as visit:
        visit.page.context.on("request", lambda request: bodies.append(request.post_data or ""))
        sign_in(visit.page, reviewer)

    assert any("SRP_A" in body for body in bodies)
    assert not any(reviewer.password in body for body in bodies)


def test_signing_out_leaves_nothing_behind_and_ends_it_at_cognito(console: Console) -> None:
    with console.signed_in(console.person(Group.CARE_REVIEWER)) as visit:
        kept = visit.page.evaluate("() => ({...sessionStorage})")
        refresh_token = next(value for key, value in kept.items() if key.endswith("refreshToken"))
        visit.page.get_by_role("button", name="Sign out").click()
        visit.page.get_by_label("Password").wait_for()

        assert visit.page.evaluate("() => Object.keys({...sessionStorage})") == []
    cognito = console.campaign.deployment.client("cognito-idp")
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(
            ClientId=console.campaign.outputs["StaffClientId"],
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )


def test_a_token_that_has_run_out_is_renewed_and_an_ended_sign_in_asks_again(console: Console) -> None:
    reviewer = console.person(Group.CARE_REVIEWER)
    with console.signed_in(reviewer) as visit:
        before = sum(COGNITO in url for url in visit.requests)
        visit.page.clock.set_system_time(time.time() + 2 * 3600)
        visit.page.keyboard.press("r")
        with visit.page.expect_response(re.compile(r"/care/cases$")) as answered:
            visit.page.keyboard.press("r")
        assert answered.value.status == 200
        assert sum(COGNITO in url for url in visit.requests) > before

        console.campaign.deployment.client("cognito-idp").admin_user_global_sign_out(
            UserPoolId=console.campaign.outputs["UserPoolId"], Username=reviewer.email
        )
        visit.page.clock.set_system_time(time.time() + 6 * 3600)
        visit.page.keyboard.press("r")
        # Cognito's library tries again for some six seconds before it gives up.
        expect(visit.page.get_by_label("Password")).to_be_visible(timeout=20_000)


def test_whoever_is_in_no_group_is_told_so(console: Console) -> None:
    with console.signed_in(console.person(), "en") as visit:
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("Nothing here for you yet")
        assert console.elsewhere(visit) == []


def test_who_has_lost_their_second_factor_is_removed_and_added_again(console: Console) -> None:
    reviewer = console.person(Group.CARE_REVIEWER)
    reviewer.api(console.campaign)
    staff = Staff(console.campaign.deployment)

    staff.remove(reviewer.email)
    staff.add(reviewer.email, [Group.CARE_REVIEWER], reviewer.password)

    with console.opened() as visit:
        type_password(visit.page, reviewer)
        expect(visit.page.locator("#secret")).to_be_visible()
