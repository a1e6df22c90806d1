// 人工核定: the page of questions by keyboard, and the buttons beside evidence. Without it nothing is judged here.
(function () {
  "use strict";
  const who = document.getElementById("who");
  const why = document.getElementById("why");
  const key = document.getElementById("judge-key");
  const told = document.getElementById("judged");
  const items = Array.from(document.querySelectorAll(".doubts > li"));
  const made = []; // what was judged on this page, last first to be undone
  let current = 0;
  let busy = false;
  if (!who) return;

  // what was typed before this ran stays
  try { who.value ||= localStorage.getItem("zeren-who") || ""; } catch (refused) { /* a browser may keep nothing */ }
  who.addEventListener("change", () => {
    try { localStorage.setItem("zeren-who", who.value.trim()); } catch (refused) { /* as above */ }
  });

  function tell(text, isFault) {
    const line = document.createElement("p");
    line.className = isFault ? "notice" : "ok";
    line.textContent = text;
    if (told) told.replaceChildren(line);
  }

  async function send(path, body) {
    const headers = { Accept: "application/json" };
    if (!(body instanceof FormData)) { headers["Content-Type"] = "application/json"; body = JSON.stringify(body); }
    if (key && key.value) headers.Authorization = "Bearer " + key.value;
    try {
      const answer = await fetch("/api/v1/judgements" + path, { method: "POST", headers: headers, body: body });
      const value = await answer.json().catch(() => ({}));
      if (answer.ok) return value;
      const words = [value.title, value.detail, value.remedy].filter(Boolean).join(" ");
      const names = (value.candidates || []).map((one) => one.name).join("、");
      tell("没有核定：" + (words || "服务返回 " + answer.status) + (names ? "（相近：" + names + "）" : ""), true);
    } catch (fault) {
      tell("连接不上服务，请稍后再试。(" + fault.message + ")", true);
    }
    return null;
  }

  const UNSAID = "未写理由"; // what is not said is not made up

  function signed() {
    const name = who.value.trim();
    if (!name) {
      tell("请先填写核定人，再按一次。", true);
      who.focus();
      return null;
    }
    return { who: name, why: why.value.trim() || UNSAID };
  }

  async function decide(button, body) {
    const by = signed();
    if (!by || busy) return null;
    busy = true;
    const undo = button.dataset.undo;
    const value = undo ? await send("/" + encodeURIComponent(undo) + "/undo", by) : await send("", Object.assign({}, body, by));
    busy = false;
    if (value) why.value = "";
    return value;
  }

  // --- the page of questions
  function choose(at) {
    if (!items.length) return;
    current = Math.max(0, Math.min(items.length - 1, at));
    items.forEach((item, index) => { item.tabIndex = index === current ? 0 : -1; });
    items[current].focus();
    items[current].scrollIntoView({ block: "nearest" });
  }

  function count() {
    const open = document.getElementById("open");
    if (open) open.textContent = items.filter((item) => !item.classList.contains("done")).length + " 条";
  }

  // what was judged so far, as the service tells it by now; the questions stay as they are
  async function renew() {
    const list = document.getElementById("made");
    if (!list) return;
    try {
      const page = await fetch("/judgements", { headers: { Accept: "text/html" } });
      const fresh = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").getElementById("made");
      if (fresh) list.replaceChildren(...fresh.childNodes);
    } catch (fault) { /* the list is of before; what was judged has been told */ }
  }

  async function answer(item, button) {
    if (item.classList.contains("done")) return;
    const value = await decide(button, button.dataset.judgement ? JSON.parse(button.dataset.judgement) : {});
    if (!value) return;
    item.classList.add("done");
    item.querySelectorAll("button").forEach((one) => { one.disabled = true; });
    const words = (button.dataset.undo ? "已撤销：" : "已核定：") + value.content;
    item.querySelector(".outcome").textContent = words;
    if (!button.dataset.undo) made.push({ id: value.id, item: item });
    tell(words + (button.dataset.undo ? "" : "（按 u 撤销）"), false);
    count();
    renew();
    const next = items.findIndex((one, index) => index > current && !one.classList.contains("done"));
    choose(next < 0 ? current : next);
  }

  async function undoLast() {
    const last = made[made.length - 1];
    if (!last) { tell("打开这一页以来没有核定；以前的核定，在下面“已有的核定”表中撤销。", true); return; }
    const by = signed();
    if (!by || busy) return;
    busy = true;
    const value = await send("/" + encodeURIComponent(last.id) + "/undo", by);
    busy = false;
    if (!value) return;
    made.pop();
    last.item.classList.remove("done");
    last.item.querySelectorAll("button").forEach((one) => { one.disabled = false; });
    last.item.querySelector(".outcome").textContent = "";
    tell("已撤销：" + value.content, false);
    count();
    renew();
    choose(items.indexOf(last.item));
  }

  items.forEach((item, index) => {
    item.addEventListener("focusin", () => { current = index; });
    item.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => answer(item, button)));
  });

  const help = document.getElementById("keys");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !help) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing) {
      if (event.key === "Enter" && (event.target === who || event.target === why)) {
        event.preventDefault();
        who.dispatchEvent(new Event("change"));
        choose(current);
      }
      return;
    }
    const actions = {
      j: () => choose(current + 1), ArrowDown: () => choose(current + 1),
      k: () => choose(current - 1), ArrowUp: () => choose(current - 1),
      u: undoLast, w: () => who.focus(), r: () => why.focus(),
      "?": () => (help.open ? help.close() : help.showModal()),
    };
    if (help.open && event.key !== "?") return;
    if (/^[1-9]$/.test(event.key) && items.length) {
      const button = items[current].querySelectorAll("button")[Number(event.key) - 1];
      if (button) { event.preventDefault(); answer(items[current], button); }
    } else if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });
  if (items.length) choose(0);

  // --- beside evidence: judge, then look at the page again
  document.querySelectorAll("form[data-judgement]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = JSON.parse(form.dataset.judgement);
      new FormData(form).forEach((value, name) => { if (value.trim()) body[name] = value.trim(); });
      if (await decide(form, body)) location.reload();
    });
  });
  document.addEventListener("click", async (event) => { // the table is renewed, its buttons with it
    const undo = event.target.closest("#undo, table .undo");
    if (undo && await decide(undo, {})) location.reload();
  });

  // --- a file of judgements
  const file = document.getElementById("import");
  if (file) file.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData();
    body.append("file", file.elements.file.files[0]);
    const value = await send("/import", body);
    if (value) tell("新增 " + value.added + " 条，撤销 " + value.undone + " 条，已有 " + value.unchanged + " 条。待核定的问题须刷新页面。", false);
    if (value) renew();
  });
}());
