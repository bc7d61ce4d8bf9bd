/* What the pages do beyond links and forms. Everything works without it but for forms that open in place.
   No word stands here: sentences come from the page. */
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or forbidden: nothing is kept */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
    keys(start) { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
  };

  /* ---- dark ---- */
  const root = document.documentElement;
  const showDark = () => all("[data-dark]").forEach((button) => {
    const dark = root.dataset.bsTheme === "dark";
    button.setAttribute("aria-pressed", String(dark));
    const use = one("use", button);
    if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, dark ? "#i-sun" : "#i-moon"));
  });
  new MutationObserver(showDark).observe(root, { attributeFilter: ["data-bs-theme"] });

  /* ---- drafts: kept on blur, back when the form is empty of them, gone once saved ---- */
  const who = document.body.dataset.who || "";
  const draftKey = (form) => `aims.draft:${who}:${form.dataset.draft}`;
  const typed = (form) => all("textarea, input, select", form).filter((field) =>
    field.name && !["hidden", "password", "file", "submit", "radio", "checkbox"].includes(field.type));
  const initial = (field) => field.tagName === "SELECT"
    ? ([...field.options].find((option) => option.defaultSelected) || field.options[0] || {}).value : field.defaultValue;
  const keep = (form) => {
    const changed = typed(form).filter((field) => field.value !== initial(field)).map((field) => [field.name, field.value]);
    if (changed.length) store.set(draftKey(form), JSON.stringify(changed)); else store.drop(draftKey(form));
  };
  const restore = (form) => {
    const kept = store.get(draftKey(form));
    if (!kept) return;
    let pairs;
    try { pairs = JSON.parse(kept); } catch { store.drop(draftKey(form)); return; }
    let restored = false;
    for (const [name, value] of pairs) {
      const field = typed(form).find((candidate) => candidate.name === name);
      if (field && field.value === initial(field) && field.value !== value) { field.value = value; restored = true; field.closest("details")?.setAttribute("open", ""); }
    }
    const note = one("[data-restored-note]", form);
    const words = one("#fault")?.dataset.restored;
    if (restored && note && words) { note.textContent = words; note.hidden = false; }
  };
  const sent = "aims.sent:";
  const draftsIn = (part) => {
    const forms = all("form[data-draft]", part);
    if (part.matches?.("form[data-draft]")) forms.push(part);
    forms.forEach(restore);
  };
  const settleSent = () => store.keys(sent).forEach((key) => {
    const draft = key.slice(sent.length);
    const stillOpen = all("form[data-draft]").some((form) => draftKey(form) === draft);
    if (!stillOpen) store.drop(draft);
    store.drop(key);
  });

  /* ---- fields that grow ---- */
  const grow = (field) => { field.rows = Math.min(24, Math.max(field.rows, field.value.split("\n").length + 1)); };

  /* ---- focus after a swap: the first error, else the first empty field, else what asks for it ---- */
  const focusIn = (part) => {
    const summary = one("[data-summary]", part);
    const bad = one("[aria-invalid=true]", part);
    const fields = all("textarea, input:not([type=hidden]):not([type=checkbox]), select", part).filter((field) => !field.disabled);
    const target = summary || bad || fields.find((field) => !field.value) || fields[0] || one("[autofocus]", part);
    if (target) target.focus({ preventScroll: false });
  };
  const opener = (part) => part.id ? one(`[data-opens="#${part.id}"]`) : null;
  const opened = () => all("[data-opens]").forEach((button) => {
    const place = one(button.dataset.opens);
    button.setAttribute("aria-expanded", String(Boolean(place?.childElementCount)));
    if (place?.childElementCount) button.setAttribute("aria-controls", place.id); else button.removeAttribute("aria-controls");
  });
  const closePlace = (place) => {
    all("form[data-draft]", place).forEach(keep);
    place.replaceChildren();
    opened();
    opener(place)?.focus();
  };

  /* ---- popovers where the browser has none ---- */
  const hasPopover = "popover" in HTMLElement.prototype;
  const toggle = (id) => {
    const place = document.getElementById(id);
    if (!place) return;
    if (hasPopover) place.togglePopover(); else place.classList.toggle("open");
    one("input, a, button", place)?.focus();
  };

  /* ---- keys ---- */
  const off = () => store.get("aims.keys") === "off";
  const inField = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");
  const follow = (element) => { if (element) element.click(); return Boolean(element); };
  const lines = () => all("main .gap .say a[href], main .sheet.list tbody tr, main .reqs tbody tr, main .hits li, main .q > a").map((line) =>
    line.matches("a") ? line : one("a[href]", line)).filter(Boolean);
  let last = "";
  const step = (by) => {
    const found = lines();
    if (!found.length) return false;
    const at = found.indexOf(document.activeElement);
    found[Math.max(0, Math.min(found.length - 1, at < 0 ? 0 : at + by))].focus();
    return true;
  };
  /* on the review desk a letter chooses what is said of the case; what it needs is filled in next */
  const onDesk = (key) => {
    const chosen = one("[data-desk]") && /^[a-z]$/.test(key) && one(`[data-desk-key="${key}"]`);
    if (!chosen) return false;
    chosen.click();
    if (chosen.type === "radio") (all("[data-desk-with]:not([hidden]) input", chosen.form)[0] || one("textarea", chosen.form))?.focus();
    return true;
  };
  const showWith = () => all("[data-desk-with]").forEach((part) => {
    const said = one("input[name=ruling]:checked", part.closest("form"))?.value || "";
    part.hidden = !part.dataset.deskWith.split(" ").includes(said);
  });
  const jobs = { t: "today", s: "systems", r: "risks", o: "oversight", c: "conformity", a: "audit" };
  const letters = {
    "/": () => { const field = one("[data-key=filter]"); field?.focus(); return Boolean(field); },
    j: () => step(1), k: () => step(-1),
    n: () => follow(one("[data-key=new]")), e: () => follow(one("[data-key=edit]")), h: () => follow(one("[data-key=history]")),
    ".": () => { toggle("asof"); return true; },
    "?": () => { one("#keys")?.showModal(); return true; },
  };
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      if (follow(one("[data-key=search]"))) event.preventDefault();
      return;
    }
    if (event.key === "Escape" && !document.querySelector(":popover-open, dialog[open]")) {
      const place = event.target.closest(".gap .form");
      if (place) closePlace(place);
      return;
    }
    if ((event.metaKey || event.ctrlKey) && event.key === "Enter") {
      const send = one("[data-desk-send]");
      if (send) { event.preventDefault(); send.form.requestSubmit(send); }
      return;
    }
    if (event.metaKey || event.ctrlKey || event.altKey || (inField(event.target) && event.target.type !== "radio") || off()) return;
    if (onDesk(event.key)) { event.preventDefault(); last = ""; return; }
    const job = last === "g" && jobs[event.key];
    last = event.key;
    if (job ? follow(one(`[data-job=${job}]`)) : letters[event.key]?.()) event.preventDefault();
  });

  /* ---- clicks, changes, leaving ---- */
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-dark]")) {
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      store.set("aims.theme", next);
      root.dataset.bsTheme = next;
    }
    const cancel = target.closest("[data-cancel]");
    const place = cancel?.closest(".form");
    if (place) { event.preventDefault(); closePlace(place); }
    const dialog = target.closest("[data-open]");
    if (dialog) { one(":popover-open")?.hidePopover(); document.getElementById(dialog.dataset.open)?.showModal(); }
    if (target.closest("[aria-disabled=true]")) event.preventDefault();
    const pop = !hasPopover && target.closest("[popovertarget]");
    if (pop) toggle(pop.getAttribute("popovertarget"));
  });
  /* a second press of the button that opened a form closes it again */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]");
    const place = button && one(button.dataset.opens);
    if (place?.childElementCount) { event.preventDefault(); event.stopPropagation(); closePlace(place); }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a[role=button]")) { event.preventDefault(); event.target.click(); }
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.form;
    if (form?.dataset.draft) keep(form);
  });
  document.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[name=ruling]")) showWith();
    if (event.target.matches("[data-keys-off]")) store.set("aims.keys", event.target.checked ? "off" : "on");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.draft) { keep(form); store.set(sent + draftKey(form), "1"); }
    if ("leave" in form.dataset) store.keys("aims.draft:").forEach(store.drop);
    if ("keep" in form.dataset) carry(form);
  });
  /* a form in the address keeps what else the address says (filters beside a day) */
  const carry = (form) => {
    all("input[data-carried]", form).forEach((field) => field.remove());
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name === "after" || name === "before" || form.elements.namedItem(name)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.carried = "";
      form.append(field);
    }
  };

  /* ---- after htmx ---- */
  document.addEventListener("htmx:after:swap", () => {
    opened();
    settleSent();
    const focused = document.activeElement;
    const place = all(".gap .form").find((candidate) => candidate.childElementCount && !candidate.dataset.seen);
    all(".gap .form").forEach((candidate) => { if (candidate.childElementCount) candidate.dataset.seen = "1"; else delete candidate.dataset.seen; });
    if (place) { draftsIn(place); all("textarea", place).forEach(grow); focusIn(place); return; }
    const wrong = one(".gap .form [aria-invalid=true]");
    if (wrong) { focusIn(wrong.closest("form")); return; }
    const turned = one(".gap.just");
    if (turned && (!focused || focused === document.body)) turned.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:error", () => {
    const place = one("#fault");
    if (place) { place.textContent = place.dataset.offline; place.hidden = false; }
  });
  document.addEventListener("htmx:before:request", () => { const place = one("#fault"); if (place) place.hidden = true; });

  /* ---- passkeys and recovery codes ---- */
  document.addEventListener("allauth.error", (event) => {
    const place = one("[data-passkey-fault]");
    if (place) { event.preventDefault(); place.hidden = false; }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  /* ---- start ---- */
  all("[data-told]").forEach((told) => told.replaceChildren(...told.childNodes)); /* readers that speak tell a change only */
  showDark();
  showWith();
  settleSent();
  draftsIn(document);
  all("textarea").forEach(grow);
  opened();
  all("[data-keys-off]").forEach((box) => { box.checked = off(); });
  if (!hasPopover) root.classList.add("no-popover");
  if (/Mac|iPhone|iPad/.test(navigator.platform) === false) all(".tool.find kbd").forEach((key) => { key.textContent = "Ctrl K"; });
  const summary = one("[data-summary]");
  if (summary) summary.focus(); else if (one("main [aria-invalid=true]")) focusIn(one("main [aria-invalid=true]").closest("form"));
})();
