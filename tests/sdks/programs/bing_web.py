"""azure-cognitiveservices-search-websearch: Bing's retired web search."""

# pyright: reportMissingImports=false
from __future__ import annotations

from typing import Any

from azure.cognitiveservices.search.websearch import WebSearchClient
from azure.cognitiveservices.search.websearch.models import ErrorResponseException
from msrest.authentication import CognitiveServicesCredentials
from program import ADDRESS, KEY, main, operation


def said(key: str) -> Any:
    client = WebSearchClient(f"http://{ADDRESS}", CognitiveServicesCredentials(key))
    try:
        client.web.search(query="cats", market="en-us")
    except ErrorResponseException as error:
        (first,) = error.error.errors
        return [error.response.status_code, first.code, first.message]
    return "was not refused"


@operation("WebSearchClient.web.search")
def search() -> Any:
    return said(KEY)


@operation("WebSearchClient, wrong key")
def wrong_key() -> Any:
    return said("wrong" * 8)[:2]


if __name__ == "__main__":
    main()
