"""The interface as programs use it: two people's tokens, a key sent again, a refusal."""


def test_a_refund_needs_two_people(linli, compound):
    clerk, manager = linli.token("clerk"), linli.token("manager")
    at = f"/compounds/{compound}"
    body = {"household": "1-1-102", "amountFen": 20_000, "channel": "wechat"}
    status, paid, headers = linli.call("POST", f"{at}/payments", clerk, body, key="till-7")
    assert status == 200 and paid["creditFen"] > 0
    assert headers.get("Idempotent-Replayed") is None
    status, again, headers = linli.call("POST", f"{at}/payments", clerk, body, key="till-7")
    assert (status, again) == (200, paid)
    assert headers["Idempotent-Replayed"] == "true"
    status, problem, _ = linli.call(
        "POST", f"{at}/payments", clerk, {**body, "amountFen": 1}, key="till-7")
    assert status == 422 and problem["code"] == "idempotencyKeyReused"

    refund = {"household": "1-1-102", "amountFen": 100, "channel": "wechat", "reason": "多缴"}
    status, asked, _ = linli.call("POST", f"{at}/refunds", clerk, refund, key="refund-1")
    assert status == 200 and asked["done"] is None
    waiting = asked["approval"]["approval"]
    path = f"{at}/approvals/{waiting}/approve"
    status, problem, _ = linli.call("POST", path, clerk, {}, key="approve-1")
    assert status == 403 and problem["code"] == "notPermitted"
    status, decided, _ = linli.call("POST", path, manager, {}, key="approve-1")
    assert status == 200 and decided["approval"]["state"] == "approved"
    assert decided["result"]["amountFen"] == 100
    status, listed, _ = linli.call("GET", f"/approvals?compound={compound}", manager)
    assert status == 200 and listed["items"][0]["approval"] == waiting


def test_one_may_no_more_than_ones_token(linli, compound):
    issued = linli.run(
        "token", "issue", "--name", "reader", "--account", "manager", "--permission",
        "read-fees")
    status, _, _ = linli.call("GET", f"/compounds/{compound}/payments", issued["token"])
    assert status == 200
    status, problem, _ = linli.call("GET", "/compounds", issued["token"])
    assert status == 403 and problem["code"] == "notPermitted"
    linli.run("token", "revoke", str(issued["accessToken"]))
    status, problem, _ = linli.call("GET", "/compounds", issued["token"])
    assert status == 401 and problem["code"] == "unauthorized"


def test_the_database_is_whole_afterwards(linli):
    assert linli.run("check")["ok"]
    assert linli.run("audit", "verify")["ok"]
