// The main pages, in the order of the navigation.
import { IconAlertTriangle, IconApi, IconBook2, IconBuildings, IconHome, IconKey, IconLayoutList, IconListCheck, IconPlugConnected, IconServer2, IconShieldCheck, IconSitemap, IconUserQuestion, IconUsers, type Icon } from "@tabler/icons-react";
import { useRights } from "../api/rights.ts";
import { paths } from "../paths.ts";

export interface NavItem {
  label: string;
  href: string;
  icon: Icon;
  /** Shown to whoever has this permission. */
  needs?: string;
  /** For those who look after others: below the rest. */
  administration?: boolean;
}

const NAV: NavItem[] = [
  { label: "Home", href: paths.home(), icon: IconHome },
  { label: "Catalog", href: paths.catalog(), icon: IconLayoutList },
  { label: "Graph", href: paths.graph(), icon: IconSitemap },
  { label: "Problems", href: paths.problems(), icon: IconAlertTriangle },
  { label: "APIs", href: paths.apis(), icon: IconApi },
  { label: "Sources", href: paths.sources(), icon: IconPlugConnected, needs: "source.read" },
  { label: "API docs", href: paths.apiDocs(), icon: IconBook2 },
  { label: "People", href: paths.people(), icon: IconUsers, needs: "people.read", administration: true },
  { label: "Roles and grants", href: paths.policies(), icon: IconShieldCheck, needs: "policy.read", administration: true },
  { label: "Policy tester", href: paths.policyTester(), icon: IconUserQuestion, needs: "policy.read", administration: true },
  { label: "Tenants", href: paths.tenants(), icon: IconBuildings, needs: "tenant.read", administration: true },
  { label: "Secrets", href: paths.secrets(), icon: IconKey, needs: "secret.read", administration: true },
  { label: "Audit log", href: paths.audit(), icon: IconListCheck, needs: "audit.read", administration: true },
  { label: "Operations", href: paths.operations(), icon: IconServer2, needs: "operations.read", administration: true },
];

/** The pages to offer. Until the rights are known those of administration wait, so that nothing shown goes again for most. */
export function useNav(): NavItem[] {
  const { data } = useRights();
  return NAV.filter((item) => (data ? !item.needs || data.permissions.includes(item.needs) : !item.administration));
}
