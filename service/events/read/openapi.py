"""The description of `/api/v1`, as OpenAPI 3.1. Pure."""

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
MAYBE = {"type": ["string", "null"]}
KEY: list[dict[str, list[str]]] = [{"key": []}]
EVENT = {
    "id": NUMBER,
    "title": TEXT,
    "kind": TEXT,
    "state": TEXT,
    "summary": TEXT,
    "season": MAYBE,
    "starts_at": MAYBE | {"format": "date-time"},
    "ends_at": MAYBE | {"format": "date-time"},
    "zone": TEXT,
    "place": TEXT,
    "capacity": NUMBER,
    "seats_left": NUMBER,
    "takes_registrations": {"type": "boolean"},
    "url": TEXT | {"format": "uri"},
}
SEAT = {
    "id": NUMBER,
    "name": TEXT,
    "email": MAYBE,
    "organisation": MAYBE,
    "state": TEXT,
    "guests": NUMBER,
    "walk_in": {"type": "boolean"},
    "expected": {"type": "boolean"},
    "created_at": TEXT | {"format": "date-time"},
}
COUNTED = {"counted": {"type": "boolean"}}
WANTED = {"name": TEXT, "email": TEXT, "organisation": TEXT, "language": TEXT, "guests": NUMBER}
ACT = {
    "nonce": TEXT | {"pattern": "^[A-Za-z0-9_-]{8,64}$"},
    "act": {"enum": ["arrived", "undo", "walk-in"]},
    "number": NUMBER,
    "name": TEXT,
    "email": TEXT,
    "at": NUMBER | {"description": "milliseconds since 1970"},
}


def document(base_url: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Paadriv", "version": "1"},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Event": thing(EVENT), "Registration": thing(SEAT), "Problem": problem()},
        },
    }


def paths() -> dict[str, Any]:
    one = "/{community}/events/{event_id}"
    place = [parameter("community", TEXT)]
    at = [*place, parameter("event_id", NUMBER)]
    after = {"name": "after", "in": "query", "schema": NUMBER}
    seats = {"registrations": {"type": "array", "items": ref("Registration")}}
    page = seats | {"next_after": {"type": ["integer", "null"]}}
    listed = {"events": {"type": "array", "items": ref("Event")}}
    return {
        "/{community}/events": {
            "parameters": place,
            "get": call("Events to come", {200: thing(listed)}),
        },
        one: {"parameters": at, "get": call("One event", {200: ref("Event")})},
        f"{one}/registrations": {
            "parameters": at,
            "get": call("Who has signed up", {200: thing(page)}, keyed=True)
            | {"parameters": [after]},
            "post": call("Hold a seat and ask by mail", {201: ref("Registration")}, keyed=True)
            | taking(WANTED, ["name", "email"]),
        },
        f"{one}/check-ins": {
            "parameters": at,
            "post": call(
                "Somebody came", {200: thing({"counted": {"type": "boolean"}})}, keyed=True
            )
            | taking(ACT, ["nonce", "act"]),
        },
    }


def call(summary: str, answers: dict[int, Any], *, keyed: bool = False) -> dict[str, Any]:
    problems = {"application/problem+json": {"schema": ref("Problem")}}
    told = {
        str(code): {"description": "as asked", "content": {"application/json": {"schema": schema}}}
        for code, schema in answers.items()
    }
    told["default"] = {"description": "why not, in a sentence", "content": problems}
    return {"summary": summary, "responses": told} | ({"security": KEY} if keyed else {})


def taking(fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = thing(fields) | {"required": required}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def thing(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def problem() -> dict[str, Any]:
    """RFC 9457."""
    return thing({"type": TEXT, "title": TEXT, "status": NUMBER})
