// The form of an SMS template: its editor, and only the merge fields its related object has.

import { startEditors } from "./editor.js";

startEditors(document);

const form = document.querySelector("[data-template-form]");
const relatedObject = form.elements.related_object;
const fields = form.querySelector("[data-fields]");
const allOptions = [...fields.options];

function offerFields() {
  const wanted = relatedObject.value;
  fields.replaceChildren(...allOptions.filter(({ dataset }) => !wanted || dataset.objects.split(" ").includes(wanted)));
  fields.selectedIndex = 0;
}
relatedObject.addEventListener("change", offerFields);
offerFields();
