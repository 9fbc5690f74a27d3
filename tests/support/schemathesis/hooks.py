"""Lets schemathesis in: it calls as an admin who stays one, whatever it does to logins."""

import itertools
import os

import requests
import schemathesis

BASE = os.environ["DAYBOOK_URL"]
EMAIL, PASSWORD = os.environ["DAYBOOK_EMAIL"], os.environ["DAYBOOK_PASSWORD"]
ADDRESSES = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))


def sign_in():
    headers = {"X-Forwarded-For": next(ADDRESSES)}
    login = {"email": EMAIL, "password": PASSWORD}
    answer = requests.post(f"{BASE}/api/auth/login", json=login, headers=headers, timeout=20)
    answer.raise_for_status()
    return answer.json()


OWN = sign_in()


@schemathesis.auth(refresh_interval=None).skip_for(path="/api/auth/logout")
class Admin:
    def get(self, case, context):
        return OWN["token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth(refresh_interval=None).apply_to(path="/api/auth/logout")
class Leaving:
    """Who signs out does it with a session of its own."""

    def get(self, case, context):
        return sign_in()["token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    # Daybook trusts this proxy in the test: each call comes from elsewhere, so that guessing is never throttled.
    case.headers["X-Forwarded-For"] = next(ADDRESSES)
    if case.path.startswith("/api/users/") and case.method != "GET" and names_oneself(case):
        case.path_parameters["id"] = 2**62


def names_oneself(case):
    try:
        return int(case.path_parameters["id"]) == OWN["user"]["id"]
    except (KeyError, TypeError, ValueError):
        return False
