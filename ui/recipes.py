"""The recipe on the screen: what changed since it was made, and saving one for next year or for the gallery."""

from __future__ import annotations

import streamlit as st

from machi.cards.address import decode, encode, from_query
from machi.cards.credit import day
from machi.cards.registry import CARDS
from machi.content import PAGES
from machi.own.drift import drift
from machi.own.files import OwnFile
from machi.own.fit import Fit
from machi.own.recipe import Recipe, View, recipe_of, write_recipe
from machi.text import _
from ui import parts, session
from ui.gallery import glimpse
from ui.html import plain

SHOWN = 3
"""Views that are taken into a recipe without being asked for."""
FILE_NAME = "recipe.toml"


def told(file: OwnFile) -> None:
    """By which recipe the file was read, what is different, and its views one click away."""
    held = session.own()
    recipe = held.recipes.get(file.id) if held else None
    if held is None or recipe is None:
        return
    found = held.once(("drift", file.id), lambda: drift(recipe, file))
    made = _("レシピ「{title}」のとおりに読みました。").format(title=recipe.title)
    if found:
        st.warning(
            plain(made + _("前と違うところが{n}つあります。").format(n=len(found))), icon=":material/difference:"
        )
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in found))
    else:
        st.success(plain(made + _("列・区分・合計に、前と大きく違うところは見つかりませんでした。")))
    if recipe.made_on:
        st.caption(plain(_("レシピを作った日: {day}").format(day=day(recipe.made_on))))
    with st.container(horizontal=True):
        for view in recipe.views:
            _link(view)


def _link(view: View) -> None:
    if (PAGES / f"{view.page}.py").exists():
        st.page_link(
            f"pages/{view.page}.py",
            label=plain(view.title or view.page),
            icon=":material/bookmark:",
            query_params={**view.query, **session.kept()},
        )


def save(file: OwnFile, found: Fit) -> None:
    """A small file to keep: how it was read, what to expect, and the chosen views."""
    held = session.own()
    if held is None:
        return
    with st.expander(_("レシピを保存する（来年のファイルも、同じ読み方・同じ見かたにする）")):
        st.caption(
            _(
                "レシピに入るのは、見出し・列の意味・区分の言葉・合計と、選んだ見かたです。行の中身は入りません。"
                "次の年は、新しいファイルと一緒にここへ入れてください。違うところを知らせます。"
            )
        )
        views = list(dict.fromkeys([*map(_title, held.views), *map(_title, _offered(found))]))
        by_title = {_title(view): view for view in (*_offered(found), *held.views)}
        usual = list(map(_title, held.views)) or views[:SHOWN]
        left, right = st.columns(2)
        with left:
            title = st.text_input(_("名前"), max_chars=80, key=f"own-recipe-title-{file.id}")
        with right:
            author = st.text_input(
                _("作った人（書くと、活用事例に名前つきで載せられます）"),
                max_chars=80,
                key=f"own-recipe-author-{file.id}",
            )
        chosen = st.multiselect(
            _("入れる見かた"), views, usual, format_func=plain, key=f"own-recipe-views-{len(held.views)}"
        )
        note = st.text_input(_("ひとこと"), max_chars=200, key=f"own-recipe-note-{file.id}")

        def made() -> Recipe:
            picked = tuple(by_title[name] for name in chosen)
            today = session.published().today
            return recipe_of(file, picked, today=today, title=title, author=author, note=note)

        st.download_button(
            _("レシピを保存する"),
            lambda: write_recipe(made()).encode(),
            file_name=FILE_NAME,
            mime="application/toml",
            on_click="ignore",
            icon=":material/download:",
            key="own-recipe-save",
        )


def _title(view: View) -> str:
    filters = _("・").join(f"{name}={value}" for name, value in view.query.items())
    return f"{view.title}（{filters}）" if filters else view.title


def _offered(found: Fit) -> tuple[View, ...]:
    return tuple(
        View(
            offer.example.page,
            dict(offer.example.view),
            encode(offer.example.card, offer.example.params, CARDS[offer.example.card].params),
            offer.example.question,
        )
        for offer in found.offers
    )


def gallery() -> None:
    """The examples that somebody put their name to: the card as it is now, and whose idea it was."""
    recipes, problems = session.credited_recipes()
    shown = [(at, recipe) for at, recipe in enumerate(recipes) if session.offers(decode(recipe.views[0].card)[0])]
    if shown:
        st.subheader(_("だれかが作った例"), anchor=False)
        with st.container(horizontal=True, gap="small"):
            for at, recipe in shown:
                _credited(recipe, f"recipe-{at}")
    for sentence in problems:
        parts.warn(sentence)


def _credited(recipe: Recipe, key: str) -> None:
    view = recipe.views[0]
    card_id, spelt = decode(view.card)
    params = from_query(spelt, CARDS[card_id].params)
    by = _("作った人: {author}").format(author=recipe.author)
    by = f"{by}　{recipe.note}" if recipe.note else by
    glimpse(card_id, params, f"pages/{view.page}.py", recipe.title, view.query, key=key, by=by)
