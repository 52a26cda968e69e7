/* Buttons that put Markdown marks around what is chosen in a text area. Without this file one types
   the marks; the hint below the field names them. */
"use strict";
(() => {
  const bar = document.querySelector("[data-marks]");
  const area = bar && document.getElementById(bar.dataset.marks);
  if (!area) {
    return;
  }
  bar.hidden = false;
  area.before(bar);

  const PREFIX = { heading: "## ", bullet: "- " };

  function bold(text) {
    return `**${text || "…"}**`;
  }

  function eachLine(text, prefix) {
    return text.split("\n").map((line) => prefix + line).join("\n");
  }

  bar.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    if (!mark) {
      return;
    }
    let { selectionStart: from, selectionEnd: to } = area;
    if (mark !== "bold") {
      from = area.value.lastIndexOf("\n", from - 1) + 1;
    }
    const chosen = area.value.slice(from, to);
    const marked = mark === "bold" ? bold(chosen) : eachLine(chosen, PREFIX[mark]);
    area.setRangeText(marked, from, to, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
