"""azure-cognitiveservices-search-websearch and its sisters: Bing's retired APIs."""

# pyright: reportMissingImports=false
from __future__ import annotations

from typing import Any

from msrest.authentication import CognitiveServicesCredentials
from program import ADDRESS, KEY, main, operation

AT = f"http://{ADDRESS}"


def credentials(key: str = KEY) -> Any:
    return CognitiveServicesCredentials(key)


@operation("WebSearchClient.web.search")
def search() -> Any:
    from azure.cognitiveservices.search.websearch import WebSearchClient

    found = WebSearchClient(AT, credentials()).web.search(query="okapi", market="en-us", count=5)
    pages = [[each.name, each.url, each.snippet] for each in found.web_pages.value]
    return [found.query_context.original_query, found.web_pages.total_estimated_matches, pages]


@operation("WebSearchClient, nothing found")
def nothing() -> Any:
    from azure.cognitiveservices.search.websearch import WebSearchClient

    found = WebSearchClient(AT, credentials()).web.search(query="zzyzx quux")
    return found.web_pages is None


@operation("WebSearchClient, wrong key")
def wrong_key() -> Any:
    from azure.cognitiveservices.search.websearch import WebSearchClient
    from azure.cognitiveservices.search.websearch.models import ErrorResponseException

    try:
        WebSearchClient(AT, credentials("wrong" * 8)).web.search(query="cats")
    except ErrorResponseException as error:
        (first,) = error.error.errors
        return [error.response.status_code, first.code]
    return "was not refused"


@operation("ImageSearchClient.images.search")
def images() -> Any:
    from azure.cognitiveservices.search.imagesearch import ImageSearchClient

    found = ImageSearchClient(AT, credentials()).images.search(query="okapi")
    return [[each.image_id, each.name, each.thumbnail_url] for each in found.value]


@operation("EntitySearchClient.entities.search")
def entities() -> Any:
    from azure.cognitiveservices.search.entitysearch import EntitySearchClient

    found = EntitySearchClient(AT, credentials()).entities.search(query="Mount Everest", market="en-us")
    first = found.entities.value[0]
    return [first.name, first.bing_id, first.entity_presentation_info.entity_scenario]


@operation("AutoSuggestClient.auto_suggest")
def suggestions() -> Any:
    from azure.cognitiveservices.search.autosuggest import AutoSuggestClient

    found = AutoSuggestClient(AT, credentials()).auto_suggest(query="oka")
    return [each.query for group in found.suggestion_groups for each in group.search_suggestions]


@operation("SpellCheckClient.spell_checker")
def spelling() -> Any:
    from azure.cognitiveservices.language.spellcheck import SpellCheckClient

    found = SpellCheckClient(AT, credentials()).spell_checker(text="an okappi eats")
    return [[each.offset, each.token, each.suggestions[0].suggestion] for each in found.flagged_tokens]


if __name__ == "__main__":
    main()
