// Copies the text of the element a button names, and says so.
const status = document.querySelector("[data-copied]");

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // No clipboard outside https, or no permission: select the text and try the old way.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const isCopied = await copy(document.getElementById(button.dataset.copy));
    status.textContent = isCopied ? status.dataset.copied : status.dataset.notCopied;
  });
}
