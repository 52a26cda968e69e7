// Small helpers on every page; every page works without them.
"use strict";

const say = (text) => {
  document.getElementById("announcer").textContent = text;
};

// The theme button: system, light, dark.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  const label = button.querySelector("[data-theme-label]");
  const word = label.textContent.trim();
  const name = () => `${word}: ${window.accordTheme.chosen() || "system"}`;
  label.textContent = name();
  button.addEventListener("click", () => {
    window.accordTheme.next();
    label.textContent = name();
    say(name());
  });
}

// "/" or Ctrl+K goes to the search box.
document.addEventListener("keydown", (event) => {
  const target = document.querySelector("[data-shortcut-target]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && localStorage.getItem("slash") !== "off";
  const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (target && (slash || palette)) {
    event.preventDefault();
    target.focus();
    target.select();
  }
});

// One open menu at a time; Escape closes it and gives the focus back.
const menus = [...document.querySelectorAll("details.menu")];
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus.filter((one) => one.open)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Errors are read out first.
document.getElementById("error-summary")?.focus();

// A form is sent once, and what was typed survives a reload or a sign-out in this tab.
for (const form of document.querySelectorAll("form[data-guard]")) {
  const key = `draft:${location.pathname}`;
  const fields = () =>
    [...form.elements].filter(
      (field) => field.name && !["hidden", "file", "password", "submit"].includes(field.type),
    );
  const kept = sessionStorage.getItem(key);
  if (kept && !document.getElementById("error-summary")) {
    const values = JSON.parse(kept);
    for (const field of fields()) {
      const value = values[`${field.name}=${field.type === "checkbox" || field.type === "radio" ? field.value : ""}`];
      if (value === undefined) continue;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    }
    say("What you typed before is back.");
  }
  form.addEventListener("input", () => {
    const values = {};
    for (const field of fields()) {
      const ticks = field.type === "checkbox" || field.type === "radio";
      values[`${field.name}=${ticks ? field.value : ""}`] = ticks ? field.checked : field.value;
    }
    sessionStorage.setItem(key, JSON.stringify(values));
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    sessionStorage.removeItem(key);
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
