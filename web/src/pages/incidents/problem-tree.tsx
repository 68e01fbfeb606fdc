import { type ReactNode, useRef } from "react";
import type { Localized } from "../../../../src/core/texts/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { useWidth } from "../../charts/use-width.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";
import { placeTree, type PlacedNode, type TreeNode } from "./tree-layout.ts";

interface TreeDocument {
  readonly incident: number;
  readonly text: Localized;
  readonly because: readonly { readonly side: "for" | "against"; readonly text: Localized; readonly at: string }[];
  readonly hosts: readonly { readonly id: number; readonly name: string; readonly state: string }[];
  readonly explains: readonly { readonly incident: number; readonly text: Localized; readonly hosts: number }[];
  readonly explainedBy: { readonly incident: number; readonly text: Localized } | null;
}

const SHOWN = 6;

/** What it rests on at the left, what it does at the right; the same as text for those who do not see it. */
export function ProblemTree({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const tree = useApi<TreeDocument>("incidents", `/incidents/${id}/tree`);
  return (
    <Section title={say("tree")}>
      <Loaded query={tree}>{(document) => <Tree tree={document} />}</Loaded>
    </Section>
  );
}

function Tree({ tree }: { readonly tree: TreeDocument }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { because, hosts, explains, explainedBy, text } = tree;
  const causes: readonly TreeNode[] = [
    ...(explainedBy === null
      ? []
      : [{ kind: "above" as const, head: say("tree-above"), text: say.of(explainedBy.text) }]),
    ...because.slice(0, SHOWN).map((one) => ({
      kind: one.side,
      head: say(one.side),
      text: say.of(one.text),
    })),
  ];
  const effects: readonly TreeNode[] = [
    ...explains.slice(0, SHOWN).map((one) => ({
      kind: "explains" as const,
      head: say("tree-explains"),
      text: `INC-${one.incident} ${say.of(one.text)}`,
    })),
    ...hosts.slice(0, SHOWN).map(({ name }) => ({ kind: "host" as const, head: say("tree-hits"), text: name })),
    ...(hosts.length > SHOWN
      ? [{ kind: "host" as const, head: say("tree-hits"), text: say("affected-more", { count: hosts.length - SHOWN }) }]
      : []),
  ];
  const placed = placeTree(causes, { kind: "root", head: `INC-${tree.incident}`, text: say.of(text) }, effects, width);
  return (
    <div ref={frame}>
      <div className={css["tree"]} style={{ height: placed.height }}>
        <svg width={width} height={placed.height} className={css["lines"]} aria-hidden="true">
          {placed.lines.map((path) => (
            <path key={path} d={path} />
          ))}
        </svg>
        <ul aria-label={say("tree-label")}>
          {placed.nodes.map((node) => (
            <Node key={`${node.kind} ${node.x} ${node.y}`} node={node} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Node({ node }: { readonly node: PlacedNode }): ReactNode {
  return (
    <li
      className={css["node"]}
      data-kind={node.kind}
      style={{ left: node.x, top: node.y, width: node.width, height: node.height }}
      title={node.text}
    >
      <span className={css["node-head"]}>{node.head}</span>
      <span className={css["node-text"]} dir="auto">
        {node.text}
      </span>
    </li>
  );
}
