"""How tests ask the API."""

from typing import Any

from django.test import Client

from openness.api.v1 import document


def ask(address: str, **more: Any) -> Any:
    """The response to a GET below /api/v1/."""
    return Client(raise_request_exception=False).get(f"/api/v1/{address}", **more)


def told(address: str) -> Any:
    """The body of the answer, which must be one."""
    response = ask(address)
    assert response.status_code == 200, response.content
    return response.json()


def data(address: str) -> Any:
    """The records of the answer."""
    return told(address)["data"]


def refusal(address: str) -> tuple[int, dict[str, str]]:
    """The status of a refusal, and what it says of each parameter."""
    response = ask(address)
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, {one["parameter"]: one["detail"] for one in body["errors"]}


def pages(address: str) -> list[list[Any]]:
    """The records of a list, page by page, by the links between them."""
    found, here = [], f"/api/v1/{address}"
    while here:
        body = Client().get(here).json()
        found.append(body["data"])
        here = (body["links"]["next"] or "").removeprefix("http://127.0.0.1:8000")
    return found


def schema_of(component: str, *, whole: bool = False) -> dict[str, Any]:
    """The JSON Schema of a component of the document; a `whole` one has records from which nothing was left out."""
    schemas = document()["components"]["schemas"]
    sparse: dict[str, Any] = {name: False for name in schemas if name.endswith("Sparse")} if whole else {}
    return {"$ref": f"#/components/schemas/{component}", "components": {"schemas": {**schemas, **sparse}}}
