"""The catalogue as DCAT (JSON-LD): what data portals harvest. Fields that nobody has written stay out: none is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from machi.cards.catalogue_view import dataset_view
from machi.store.catalogue import Publication
from machi.store.shelf import Shelf
from machi.text import _

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}


def dcat(shelf: Shelf, publications: Sequence[Publication], origin: str) -> dict[str, Any]:
    """``dcat:Catalog`` of these publications."""
    contact = _contact(shelf)
    return {
        "@context": CONTEXT,
        "@id": f"{origin}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _("{city}のデータ一覧").format(city=shelf.city.name),
        "dct:language": "ja",
        "foaf:homepage": {"@id": f"{origin}/"},
        "dcat:dataset": [_dataset(shelf, item, origin, contact) for item in publications],
    }


def _dataset(shelf: Shelf, item: Publication, origin: str, contact: dict[str, Any]) -> dict[str, Any]:
    schema = shelf.schemas[item.kind]
    about = [schema.description, _("この一覧は合成データ（見本）です。") if item.synthetic else "", item.note]
    found: dict[str, Any] = {
        "@id": f"{origin}/api/datasets/{item.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": item.id,
        "dct:title": item.title,
        "dct:description": " ".join(text for text in about if text),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": item.publisher},
        "dcat:keyword": [schema.title, *(["合成データ（見本）"] if item.synthetic else [])],
        "dcat:theme": schema.subject,
        "dcat:distribution": _distributions(shelf, item, origin),
        **contact,
    }
    if item.as_of:
        found["dct:modified"] = {"@type": "xsd:date", "@value": item.as_of.isoformat()}
    if item.page:
        found["dcat:landingPage"] = {"@id": item.page}
    if schema.standard:
        found["dct:conformsTo"] = schema.standard
    return found


def _distributions(shelf: Shelf, item: Publication, origin: str) -> list[dict[str, Any]]:
    licence: dict[str, Any] = {"dct:license": {"@id": item.licence_url} if item.licence_url else item.licence}
    made = []
    if item.file_url:
        made.append(("csv", item.file_url, _("公開されたままのCSV")))
    if item.usable:
        points = dataset_view(shelf, item.id).has_points
        at = f"{origin}/api/datasets/{item.id}"
        made += [(form, f"{at}.{form}", _("整えたデータ")) for form in MEDIA if form != "geojson" or points]
    return [
        {
            "@type": "dcat:Distribution",
            "dct:title": f"{title} ({form})",
            "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": address},
            "dcat:mediaType": MEDIA[form],
            **licence,
        }
        for form, address, title in made
    ]


def _contact(shelf: Shelf) -> dict[str, Any]:
    known = shelf.city.contact
    if not (known.department or known.mail):
        return {}
    card: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": known.department or shelf.city.name}
    if known.mail:
        card["vcard:hasEmail"] = {"@id": f"mailto:{known.mail}"}
    return {"dcat:contactPoint": card}
