"""Completion in the SQL field: names of tables and columns as one types. A small component of our own, offline.

The libraries that bring an editor are unmaintained or fetch it from another host (decision 0100); a text area stays a
text area for a screen reader and a phone, and what is offered is a list beside it. Tab takes the chosen name, Escape
closes the list, and while it is closed every key means what it always means.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

_complete = st.components.v2.component(
    "machi_complete",
    html='<ul id="names" role="listbox" aria-label=""></ul>',
    css="""
ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; min-height: 1.9rem; }
li { border: 1px solid var(--st-border-color); border-radius: .35rem; padding: .1rem .5rem; font-size: .85rem; cursor: pointer; }
li small { opacity: .75; margin-left: .35rem; }
li[aria-selected="true"] {
  border-color: var(--st-primary-color); box-shadow: inset 0 0 0 1px var(--st-primary-color); font-weight: 600;
}
""",
    js="""
const MOST = 6
export default function ({ data, parentElement }) {
  const list = parentElement.querySelector('#names')
  list.setAttribute('aria-label', data.label)
  let field = null, found = [], chosen = 0
  const word = () => {
    if (field.selectionStart !== field.selectionEnd) return ''
    const before = field.value.slice(0, field.selectionStart)
    if (before.slice(before.lastIndexOf('\\n') + 1).includes('--')) return ''
    return (before.match(/[A-Za-z_][A-Za-z0-9_]*$/) || [''])[0]
  }
  const draw = () => {
    list.replaceChildren(...found.map(([name, title], at) => {
      const item = document.createElement('li')
      item.setAttribute('role', 'option')
      item.setAttribute('aria-selected', at === chosen ? 'true' : 'false')
      item.textContent = name
      if (title) { const small = document.createElement('small'); small.textContent = title; item.append(small) }
      item.addEventListener('mousedown', (event) => { event.preventDefault(); chosen = at; take() })
      return item
    }))
  }
  const look = () => {
    const begun = word().toLowerCase()
    found = begun.length < 2 ? [] :
      data.names.filter(([name]) => name.toLowerCase().startsWith(begun) && name.toLowerCase() !== begun).slice(0, MOST)
    chosen = 0
    draw()
  }
  const close = () => { found = []; draw() }
  const take = () => {
    const begun = word(), name = found[chosen][0], at = field.selectionStart
    const text = field.value.slice(0, at - begun.length) + name + field.value.slice(at)
    // React keeps the value: it hears of a change only through the setter of the element's own class.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.setSelectionRange(at - begun.length + name.length, at - begun.length + name.length)
    close()
  }
  const press = (event) => {
    if (!found.length || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'Tab' && !event.shiftKey) { event.preventDefault(); take() }
    else if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length
      draw()
    }
  }
  const join = () => {
    const there = document.querySelector(`.st-key-${data.container} textarea`)
    if (!there || there === field) return
    leave()
    field = there
    field.addEventListener('input', look)
    field.addEventListener('keydown', press)
    field.addEventListener('blur', close)
  }
  const leave = () => {
    if (!field) return
    field.removeEventListener('input', look)
    field.removeEventListener('keydown', press)
    field.removeEventListener('blur', close)
  }
  join()
  const watch = setInterval(join, 500)
  return () => { clearInterval(watch); leave() }
}
""",
)


def complete(container: str, names: Sequence[tuple[str, str]], label: str) -> None:
    """Offers ``names`` (name, title) under the text area inside ``container`` while one types."""
    _complete(
        key="machi_complete", data={"container": container, "names": [list(pair) for pair in names], "label": label}
    )
