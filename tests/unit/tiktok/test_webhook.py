import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.tiktok.webhook import FUTURE_SKEW_SECONDS, verify
from campaign.webhooks.receiver import raw_body
from campaign.webhooks.refusals import SignatureError

SECRET = "test_client_secret"
SIGNED_AT = 1633174587
BODY = (
    b'{"client_key":"bwo2m45353a6k85","event":"authorization.removed","create_time":1615338610,'
    b'"user_openid":"act.example12345Example12345Example","content":"{\\"reason\\": 1 }"}'
)
DIGEST = "39c29244091b6bb0d67eca735a97218805842b7c8cea52dde8296f6c0c36ae09"
VALUE = f"t={SIGNED_AT},s={DIGEST}"
MAX_AGE = 300


def at(seconds_later: float) -> datetime:
    return datetime.fromtimestamp(SIGNED_AT + seconds_later, UTC)


def check(
    value: str = VALUE,
    *,
    body: bytes = BODY,
    name: str = "tiktok-signature",
    later: float = 1,
    secrets: tuple[str, ...] = (SECRET,),
) -> None:
    verify({"host": "example.org", name: value}, body, secrets, at(later), MAX_AGE)


def signed(timestamp: str, body: bytes = BODY, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},s={digest}"


def test_the_contracts_own_vector_is_right() -> None:
    assert len(BODY) == 170
    assert signed(str(SIGNED_AT)) == VALUE
    check()


@pytest.mark.parametrize("name", ["Tiktok-Signature", "TIKTOK-SIGNATURE", "tiktok-signature"])
def test_the_header_is_found_in_any_case(name: str) -> None:
    check(name=name)


def test_fields_are_taken_in_any_order_and_unknown_ones_are_left_alone() -> None:
    check(f"s={DIGEST},v=1,t={SIGNED_AT}")


@pytest.mark.parametrize("later", [-FUTURE_SKEW_SECONDS, 0, MAX_AGE])
def test_a_signature_is_good_for_its_window(later: float) -> None:
    check(later=later)


@pytest.mark.parametrize("later", [-FUTURE_SKEW_SECONDS - 1, MAX_AGE + 1])
def test_a_signature_is_no_good_outside_its_window(later: float) -> None:
    with pytest.raises(SignatureError, match=r"older|future"):
        check(later=later)


@pytest.mark.parametrize(
    "value",
    [
        "",
        ",",
        "t",
        f"t={SIGNED_AT}",
        f"s={DIGEST}",
        f"t={SIGNED_AT},s=",
        f"t=,s={DIGEST}",
        f"t={SIGNED_AT};s={DIGEST}",
        f"t={SIGNED_AT},s={DIGEST[:-1]}",
        f"t={SIGNED_AT},s={DIGEST}0",
        f"t={SIGNED_AT},s={DIGEST.upper()}",
        f"t={SIGNED_AT},s={DIGEST}\n",
        f"t={SIGNED_AT}.0,s={DIGEST}",
        f"t=-{SIGNED_AT},s={DIGEST}",
        f"t=١٦٣٣١٧٤٥٨٧,s={DIGEST}",
        f"t={'9' * 400},s={DIGEST}",
        f"t={SIGNED_AT},s={DIGEST},s={DIGEST}",
        f"t={SIGNED_AT},t={SIGNED_AT},s={DIGEST}",
        f"t={SIGNED_AT},s={DIGEST},",
        f"T={SIGNED_AT},S={DIGEST}",
        f"t={SIGNED_AT},s={'0' * 64}",
    ],
)
def test_any_doubt_about_the_header_is_a_refusal(value: str) -> None:
    with pytest.raises(SignatureError):
        check(value)


@pytest.mark.parametrize(
    "headers", [{}, {"host": "x"}, {"Tiktok-Signature": VALUE, "tiktok-signature": VALUE}]
)
def test_there_must_be_one_header(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureError, match="Tiktok-Signature"):
        verify(headers, BODY, (SECRET,), at(1), MAX_AGE)


def test_one_changed_byte_is_a_refusal() -> None:
    with pytest.raises(SignatureError, match="match"):
        check(body=BODY.replace(b"removed", b"renewed"))


@pytest.mark.parametrize("secrets", [(), ("",), (SECRET, "")])
def test_without_a_secret_nothing_is_let_in(secrets: tuple[str, ...]) -> None:
    with pytest.raises(SignatureError, match="no secret"):
        check(signed(str(SIGNED_AT), secret=""), secrets=secrets)


@given(st.binary(), st.text(min_size=1).filter(lambda text: text.isascii()))
def test_what_is_signed_with_the_secret_is_let_in_whatever_its_bytes(body: bytes, secret: str) -> None:
    check(signed(str(SIGNED_AT), body, secret), body=body, secrets=(secret,))


ASCII = st.text(st.characters(max_codepoint=127), min_size=1)


@given(st.lists(ASCII, min_size=2, max_size=2, unique=True), st.integers(0, 1), st.binary())
def test_while_the_secret_is_rotated_either_lets_in(secrets: list[str], signing: int, body: bytes) -> None:
    check(signed(str(SIGNED_AT), body, secrets[signing]), body=body, secrets=tuple(secrets))


@given(st.lists(ASCII, min_size=3, max_size=3, unique=True), st.binary())
def test_while_the_secret_is_rotated_no_third_one_lets_in(secrets: list[str], body: bytes) -> None:
    *in_force, third = (secret.ljust(65, "-") for secret in secrets)  # HMAC pads a short key with zeros
    with pytest.raises(SignatureError, match="match"):
        check(signed(str(SIGNED_AT), body, third), body=body, secrets=tuple(in_force))


def test_every_secret_is_compared_whichever_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = hmac.compare_digest

    def seen(one: str, other: str) -> bool:
        compared.append(one)
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", seen)

    check(secrets=(SECRET, "next"))
    check(secrets=("next", SECRET))

    assert len(compared) == 4


@given(st.text(), st.binary())
def test_no_other_header_lets_anything_in(value: str, body: bytes) -> None:
    with pytest.raises(SignatureError):
        check(value, body=body)


def test_a_base64_body_is_decoded_first() -> None:
    assert raw_body(b64encode(BODY).decode(), is_base64=True) == BODY
    assert raw_body("é", is_base64=False) == "é".encode()
    assert raw_body(None, is_base64=False) == b""


@pytest.mark.parametrize("text", ["!", "abc", "YQ==YQ", "é"])
def test_a_body_that_is_not_the_base64_it_claims_to_be_is_refused(text: str) -> None:
    with pytest.raises(SignatureError, match="base64"):
        raw_body(text, is_base64=True)
