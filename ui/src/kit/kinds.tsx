// One icon and one hue per kind, used wherever a kind is shown.
import {
  IconApi, IconBox, IconDatabase, IconFileText, IconHierarchy2, IconMapPin, IconPackage, IconSparkles, IconTemplate, IconUser, IconUsersGroup, IconWorld,
  type Icon,
} from "@tabler/icons-react";

interface KindLook {
  icon: Icon;
  hue: number;
  one: string;
  many: string;
}

const KINDS: ReadonlyMap<string, KindLook> = new Map([
  ["component", { icon: IconBox, hue: 212, one: "Component", many: "Components" }],
  ["api", { icon: IconApi, hue: 268, one: "API", many: "APIs" }],
  ["resource", { icon: IconDatabase, hue: 28, one: "Resource", many: "Resources" }],
  ["system", { icon: IconHierarchy2, hue: 176, one: "System", many: "Systems" }],
  ["domain", { icon: IconWorld, hue: 142, one: "Domain", many: "Domains" }],
  ["group", { icon: IconUsersGroup, hue: 338, one: "Group", many: "Groups" }],
  ["user", { icon: IconUser, hue: 316, one: "User", many: "Users" }],
  ["location", { icon: IconMapPin, hue: 200, one: "Location", many: "Locations" }],
  ["template", { icon: IconTemplate, hue: 52, one: "Template", many: "Templates" }],
  ["airesource", { icon: IconSparkles, hue: 250, one: "AI resource", many: "AI resources" }],
  ["package", { icon: IconPackage, hue: 88, one: "Package", many: "Packages" }],
]);

export const KIND_ORDER = [...KINDS.keys()];

export function kindLook(kind: string): KindLook {
  const known = KINDS.get(kind.toLowerCase());
  return known ?? { icon: IconFileText, hue: 230, one: kind, many: kind };
}

export const kindColor = (kind: string) => `hsl(${kindLook(kind).hue} var(--kind-s) var(--kind-l))`;

export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  const { icon: Glyph, one } = kindLook(kind);
  return (
    <span className="kind-icon" style={{ color: kindColor(kind) }} title={one}>
      <Glyph size={size} stroke={1.75} aria-hidden />
      <span className="sr">{one}</span>
    </span>
  );
}
