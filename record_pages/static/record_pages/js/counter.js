// Counts the SMS a text becomes exactly as gateway/segments.py does, from the table the page brings along.

const TAG = /<%((?:(?!<%|%>).)*)(%>)?/gs;
// Control characters that are not white space: templates_app/merge.py leaves them out of what it fills in.
const CONTROL = /[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]/g;
const ESCAPE = "\x1b";

const isHighSurrogate = (unit) => unit >= "\ud800" && unit <= "\udbff";
const isEscape = (unit) => unit === ESCAPE;

/** Cut greedily: a unit that leads a pair moves to the next part with its follower. */
function countParts(units, size, leads) {
  let parts = 1;
  for (let end = size; end < units.length; parts += 1) end += size - (leads(units[end - 1]) ? 1 : 0);
  return parts;
}

/** A function that says how many SMS a text becomes, for the alphabet that Python's `alphabet()` wrote. */
export function makeCounter({ basic, extension, sizes }) {
  const inBasic = new Set(basic);
  const inExtension = new Set(extension);

  return function count(text) {
    let septets = "";
    let offending = null;
    for (const character of text) {
      if (inExtension.has(character)) septets += ESCAPE + character;
      else if (inBasic.has(character)) septets += character;
      else {
        offending = character;
        break;
      }
    }
    const [units, { label, single, part }, leads] =
      offending === null ? [septets, sizes.gsm7, isEscape] : [text, sizes.ucs2, isHighSurrogate];
    const fitsInOne = units.length <= single;
    const segments = text === "" ? 0 : fitsInOne ? 1 : countParts(units, part, leads);
    return { label, units: units.length, single, segments, offending };
  };
}

/** The same marks that Python's `replace_safely` replaces. */
export function replaceSafely(text, replacements) {
  return Array.from(text, (character) => replacements[character] ?? character).join("");
}

/**
 * The text with each merge field filled in from `values` (lower-case name to value). The values are a person's own,
 * or placeholders as long as a usual one while nobody knows who will receive the text.
 */
export function fillIn(text, values) {
  return text.replace(TAG, (tag, inside, closing) => {
    if (!closing || !inside.startsWith("=")) return tag;
    const [name, ...fallback] = inside.slice(1).split("|");
    const field = name.trim().toLowerCase();
    return Object.hasOwn(values, field) ? values[field] || tidy(fallback.join("|")) : tag;
  });
}

function tidy(value) {
  return value.replace(CONTROL, "").replace(/[\s\x1c-\x1f\x85]+/g, " ").trim();
}
