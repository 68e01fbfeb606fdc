/** The look of every HTML report: light and dark by the reader's system, one column on a phone, black on white in print. */
export const REPORT_STYLE: string = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1b2027; --soft: #5a6472; --line: #dde1e7;
  --high: #b3261e; --medium: #8a5300; --low: #3d5a80; --info: #5a6472; --good: #1e6f43; --code: #eef1f5; --link: #0b57a4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --card: #1c2129; --ink: #e7eaee; --soft: #a3adba; --line: #333b47;
    --high: #ff8f85; --medium: #f0b65c; --low: #9dc1ee; --info: #a3adba; --good: #7fd1a2; --code: #262d38; --link: #8ebcf5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "Microsoft YaHei", "Noto Sans SC", sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
h4 { font-size: 1rem; margin: 0; }
p { margin: .3rem 0; }
.host { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.25rem; margin: 0 0 2rem; }
.head { display: flex; gap: 1.25rem; align-items: center; }
.grade { flex: none; min-width: 4.5rem; height: 4.5rem; border-radius: .8rem; border: 3px solid currentColor; display: grid; place-items: center; font-size: 2rem; font-weight: 700; padding: 0 .5rem; }
.grade.good { color: var(--good); } .grade.medium { color: var(--medium); } .grade.high { color: var(--high); } .grade.info { color: var(--info); font-size: 1rem; }
.soft { color: var(--soft); font-size: .92rem; }
.controls { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.controls > li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr) minmax(0, 1fr); gap: .2rem 1rem; padding: .8rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.controls .more { grid-column: 2 / -1; }
.tag { justify-self: start; align-self: start; font-size: .8rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; white-space: nowrap; }
.tag.high { color: var(--high); } .tag.medium { color: var(--medium); } .tag.low { color: var(--low); } .tag.info { color: var(--info); } .tag.good { color: var(--good); }
.id, code, pre { font-family: ui-monospace, Consolas, "Cascadia Mono", monospace; font-size: .85rem; }
.id { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .8rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
dd.now { font-weight: 600; }
pre { background: var(--code); border-radius: .4rem; padding: .6rem .8rem; margin: .3rem 0 .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--link); padding: .15rem 0; }
summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
ul.plain { margin: .3rem 0; padding-left: 1.2rem; }
@media (max-width: 46rem) {
  main { padding: 1rem .6rem 2rem; } .host { padding: 1rem .8rem; }
  .controls > li { grid-template-columns: minmax(0, 1fr); } .controls .more { grid-column: 1; }
  table.stack, table.stack tbody, table.stack tr, table.stack td { display: block; } table.stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stack tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } table.stack td { border: 0; padding: .1rem 0; }
  table.stack td::before { content: attr(data-name) ": "; color: var(--soft); }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --code: #fff; --high: #8c1d18; --medium: #5c3800; --low: #22384f; --good: #14502f; --link: #000; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .host { border: 0; padding: 0; break-after: page; } .host:last-of-type { break-after: auto; }
  pre { border: 1px solid var(--line); }
}
`;
