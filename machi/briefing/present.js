'use strict'
// The projector's side of a deck: keys, and figures that fill the screen. Everything that it shows is in the page;
// only a change of town or year asks the server, and the last figure stays until (and unless) it answers.
const deck = JSON.parse(document.getElementById('deck').textContent)
const stage = document.getElementById('stage')
const black = document.getElementById('black')
const LARGER = 1.95 // a figure's 14 px become 27 on a projector: read from ten metres
const ANSWER_MS = 4000
const sections = []
let at = 0

function make(tag, className, text, parent) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  if (parent) parent.append(element)
  return element
}

function size() { return Math.min(innerWidth / 1920, innerHeight / 1080) * LARGER }

// A figure made for a page of 14 px, for this window: letters, marks and lines grow, numbers and words stay.
function grown(value, by, key) {
  if (Array.isArray(value)) return key === 'data' || key === 'annotations' || key === 'shapes' ? value.map(v => grown(v, by, '')) : value
  if (value === null || typeof value !== 'object') return value
  const made = {}
  for (const [name, inner] of Object.entries(value)) {
    const sized = ['size', 'width', 'xshift', 'yshift', 'standoff', 'thickness', 'xgap', 'ygap', 'borderpad'].includes(name)
    made[name] = sized && typeof inner === 'number' && key !== 'bar' ? inner * by : grown(inner, by, name)
  }
  return made
}

function figureOf(slide) {
  const by = size()
  const data = slide.data.map(trace => { const made = grown(trace, by, ''); if (trace.type === 'bar' && 'width' in trace) made.width = trace.width; return made })
  const layout = grown(slide.layout, by, '')
  layout.font = { ...layout.font, size: 14 * by }
  layout.autosize = true
  delete layout.height; delete layout.width
  layout.margin = { l: 10 * by, r: 24 * by, t: (slide.layout.margin?.t ?? 20) * by, b: 8 * by, pad: 4 }
  for (const name of Object.keys(layout)) if (/^[xy]axis/.test(name)) layout[name].title = { ...layout[name].title, font: { ...(layout[name].title?.font), size: 13 * by } }
  // Words on top of the drawing area have grown into the legend above them.
  const crowded = layout.showlegend && (layout.annotations || []).some(note => note.yref === 'paper' && note.y === 1)
  if (crowded) { layout.legend = { ...layout.legend, y: 1.13 }; layout.margin.t *= 1.25 }
  layout.paper_bgcolor = layout.plot_bgcolor = '#fff'
  return { data, layout }
}

const OPTIONS = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false }

function fill(section, slide) {
  const figure = section.querySelector('.figure')
  figure.replaceChildren()
  section.drawn = undefined
  if (slide.problem) make('p', '', slide.problem, figure)
  if (slide.kind === 'map') { const image = make('img', '', undefined, figure); image.src = slide.picture; image.alt = slide.alt }
  if (slide.kind === 'table') fillTable(figure, slide)
  if (slide.kind === 'chart') { const plot = make('div', '', undefined, figure); plot.setAttribute('role', 'img'); plot.setAttribute('aria-label', slide.alt) }
}

function fillTable(figure, slide) {
  const box = make('div', '', undefined, figure)
  const table = make('table', '', undefined, box)
  const head = make('tr', '', undefined, make('thead', '', undefined, table))
  slide.head.forEach(name => make('th', '', name, head))
  const body = make('tbody', '', undefined, table)
  for (const row of slide.rows) {
    const line = make('tr', '', undefined, body)
    row.forEach((cell, column) => make('td', slide.numbers[column] ? 'number' : '', cell, line))
  }
  if (slide.left_out) make('p', 'left-out', slide.left_out, box)
}

function draw(index) {
  const section = sections[index]
  if (!section || section.slide?.kind !== 'chart' || section.drawn === size()) return
  section.drawn = size()
  const { data, layout } = figureOf(section.slide)
  Plotly.react(section.querySelector('.figure > div'), data, layout, OPTIONS)
}

function marksInto(parent, marks) {
  for (const mark of marks) make('span', /見本/.test(mark) ? 'mark sample' : 'mark', mark, parent)
}

function heading(element, text) {
  element.textContent = text
  element.className = text.length > 110 ? 'longer' : text.length > 62 ? 'long' : ''
}

function words(section, slide) {
  const header = section.querySelector('header')
  header.replaceChildren()
  if (slide.part) make('span', 'part', slide.part, header)
  if (slide.lead) make('span', 'lead', slide.lead, header); else make('span', 'space', '', header)
  marksInto(header, slide.marks)
  heading(section.querySelector('h1'), slide.headline)
  const said = section.querySelector('.said')
  said.replaceChildren()
  if (slide.caution) make('p', '', '注意: ' + slide.caution, said)
  slide.credits.slice(0, 2).forEach(line => make('p', '', line, said))
}

function build(slide, number, all) {
  const section = make('section', '', undefined, stage)
  make('header', '', undefined, section)
  make('h1', '', '', section)
  make('div', 'figure', undefined, section)
  const footer = make('footer', '', undefined, section)
  make('div', 'said', undefined, footer)
  const controls = make('div', 'controls', undefined, footer)
  make('div', 'number', `${number} / ${all}`, footer)
  section.slide = slide
  words(section, slide)
  fill(section, slide)
  if (deck.live && location.protocol.startsWith('http')) (slide.controls || []).forEach(one => control(section, controls, one))
  return section
}

function control(section, parent, one) {
  const label = make('label', '', one.label + ' ', parent)
  const select = make('select', '', undefined, label)
  for (const [value, text] of one.choices) { const option = make('option', '', text, select); option.value = value }
  select.value = one.chosen
  section.chosen = { ...(section.chosen || {}), [one.name]: one.chosen }
  select.addEventListener('change', async () => {
    const asked = { ...section.chosen, [one.name]: select.value }
    const slide = await answer(section.slide.address, one.name, select.value)
    if (!slide) { select.value = section.chosen[one.name]; return }
    section.chosen = asked
    section.slide = { ...slide, part: section.slide.part, controls: section.slide.controls }
    words(section, section.slide)
    fill(section, section.slide)
    draw(sections.indexOf(section))
    select.blur()
  })
}

async function answer(address, name, value) {
  const [card, query] = address.split('?')
  const params = new URLSearchParams(query || '')
  params.set(name, value)
  try {
    const url = '/present/card?' + new URLSearchParams({ address: `${card}?${params}` })
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })
    return response.ok ? await response.json() : null
  } catch { return null }
}

function cover() {
  const section = make('section', 'cover', undefined, stage)
  const header = make('header', '', undefined, section)
  heading(make('h1', '', '', section), deck.title)
  if (deck.subtitle) make('p', '', deck.subtitle, section)
  if (deck.day) make('p', '', deck.day, section)
  make('p', 'keys', deck.words.keys, section)
  marksInto(header, deck.marks)
  return section
}

function closing() {
  const section = make('section', 'closing', undefined, stage)
  heading(make('h1', '', '', section), deck.closing || deck.words.source)
  const sources = make('div', 'sources', undefined, section)
  deck.sources.slice(0, 14).forEach(line => make('p', '', line, sources))
  return section
}

function go(to) {
  const next = Math.max(0, Math.min(sections.length - 1, to))
  sections[at].classList.remove('shown')
  at = next
  draw(at)
  sections[at].classList.add('shown')
  if (location.hash !== `#${at}`) history.replaceState(null, '', `#${at}`)
  setTimeout(() => { draw(at + 1); draw(at - 1) }, 30)
}

const KEYS = {
  ArrowRight: () => go(at + 1), ArrowDown: () => go(at + 1), PageDown: () => go(at + 1), ' ': () => go(at + 1), Enter: () => go(at + 1),
  ArrowLeft: () => go(at - 1), ArrowUp: () => go(at - 1), PageUp: () => go(at - 1), Backspace: () => go(at - 1),
  Home: () => go(0), End: () => go(sections.length - 1),
  b: () => { black.hidden = !black.hidden }, '.': () => { black.hidden = !black.hidden },
  f: () => { document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.() },
}

addEventListener('keydown', event => {
  if (event.target.tagName === 'SELECT' || event.ctrlKey || event.metaKey || event.altKey) return
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act) return
  event.preventDefault()
  if (!black.hidden && !['b', 'B', '.'].includes(event.key)) black.hidden = true
  act()
})

let resizing
addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(() => draw(at), 120) })
addEventListener('hashchange', () => go(Number(location.hash.slice(1)) || 0))
addEventListener('beforeprint', () => sections.forEach((_, index) => draw(index)))
black.addEventListener('click', () => { black.hidden = true })

sections.push(cover())
deck.slides.forEach((slide, index) => sections.push(build(slide, index + 1, deck.slides.length)))
sections.push(closing())
const steps = document.getElementById('steps')
for (const [text, by, label] of [['‹', -1, deck.words.before], ['›', 1, deck.words.next]]) {
  const button = make('button', '', text, steps)
  button.setAttribute('aria-label', label)
  button.addEventListener('click', () => { go(at + by); button.blur() })
}
go(Number(location.hash.slice(1)) || 0)
