// The frame around every page: navigation at the left (at the bottom on a narrow screen), search at the top.
import "./shell.css";
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconDots, IconKeyboard, IconLayoutSidebar, IconPlugConnectedX, IconSearch, IconUser } from "@tabler/icons-react";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { TITLE } from "../base.ts";
import { useConnection } from "../api/live.ts";
import { useMe } from "../api/portolan.ts";
import { AppLink } from "../kit/AppLink.tsx";
import { isOutside, paths } from "../paths.ts";
import { badgeOf, NavBadge, useBadges } from "./badges.tsx";
import { KeysHelp } from "./KeysHelp.tsx";
import { useNav, type NavItem } from "./nav.ts";
import { Palette } from "./Palette.tsx";
import { ThemeItems, ThemeMenu } from "./ThemeMenu.tsx";

const COLLAPSED = "portolan.nav-collapsed";

function isHere(path: string, item: NavItem) {
  if (item.href === "/") return path === "/";
  const under = item.href === "/catalog" ? path.startsWith("/entity/") : false;
  return path === item.href || path.startsWith(`${item.href}/`) || under;
}

export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return isOutside(path) ? <Outside /> : <Inside path={path} />;
}

/** Around the pages of whoever has not come in. */
function Outside() {
  return (
    <div className="outside">
      <div className="brand"><Logo /><span className="clip" dir="auto">{TITLE}</span></div>
      <main id="main" tabIndex={-1}><Outlet /></main>
    </div>
  );
}

function Inside({ path }: { path: string }) {
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === "1");
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useHotkeys([["mod+K", () => setPalette(true)]], []);
  useHotkeys([["shift+?", () => setHelp(true)], ["?", () => setHelp(true)]]);
  useFocusKept();
  const collapse = () => {
    localStorage.setItem(COLLAPSED, collapsed ? "0" : "1");
    setCollapsed(!collapsed);
  };
  return (
    <div className={collapsed ? "shell collapsed" : "shell"}>
      <a className="skip" href="#main">Skip to content</a>
      <nav className="nav" aria-label="Main">
        <AppLink href={paths.home()} className="brand" aria-label={`${TITLE}, home`}>
          <Logo />
          <span className="clip" dir="auto">{TITLE}</span>
        </AppLink>
        <NavLinks path={path} collapsed={collapsed} />
        <div className="nav-foot">
          <Tooltip label={collapsed ? "Expand" : "Collapse"} position="right">
            <ActionIcon onClick={collapse} aria-label={collapsed ? "Expand the navigation" : "Collapse the navigation"}><IconLayoutSidebar size={16} /></ActionIcon>
          </Tooltip>
          <ThemeMenu />
          <Tooltip label="Keys (?)"><ActionIcon onClick={() => setHelp(true)} aria-label="Keys of this page"><IconKeyboard size={16} /></ActionIcon></Tooltip>
        </div>
      </nav>
      <header className="top">
        <AppLink href={paths.home()} className="brand small" aria-label={`${TITLE}, home`}><Logo /></AppLink>
        <button type="button" className="search" onClick={() => setPalette(true)}>
          <IconSearch size={15} aria-hidden />
          <span>Search the catalog</span>
          <kbd>{navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K"}</kbd>
        </button>
        <Connection />
        <WhoAmI />
      </header>
      <main id="main" tabIndex={-1}><Offline /><Outlet /></main>
      <BottomBar path={path} />
      <Palette opened={palette} close={() => setPalette(false)} />
      <KeysHelp opened={help} close={() => setHelp(false)} />
    </div>
  );
}

/** What had the focus goes with its page: the next one takes it, so that keys go on there and not at the top of the window. */
function useFocusKept() {
  const router = useRouter();
  useEffect(() => router.subscribe("onRendered", ({ fromLocation }) => {
    if (fromLocation && document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
  }), [router]);
}

function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="#0f766e" />
      <path d="M11 24V8h6.5a5 5 0 0 1 0 10H11" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}

function NavLinks({ path, collapsed }: { path: string; collapsed: boolean }) {
  const badges = useBadges();
  const items = useNav();
  const first = items.find((item) => item.administration);
  return (
    <div className="nav-links">
      {items.map((item) => (
        <Tooltip key={item.href} label={item.label} position="right" disabled={!collapsed}>
          <AppLink data-first={item === first || undefined} href={item.href} className="nav-link" aria-current={isHere(path, item) ? "page" : undefined}>
            <item.icon size={17} stroke={1.75} aria-hidden />
            <span className="grow">{item.label}</span>
            <NavBadge badge={badges.get(item.href)} small={collapsed} />
          </AppLink>
        </Tooltip>
      ))}
    </div>
  );
}

function BottomBar({ path }: { path: string }) {
  const badges = useBadges();
  const items = useNav();
  const rest = items.slice(4);
  return (
    <nav className="bottom" aria-label="Main, compact">
      {items.slice(0, 4).map((item) => (
        <AppLink key={item.href} href={item.href} aria-current={isHere(path, item) ? "page" : undefined}>
          <item.icon size={19} stroke={1.75} aria-hidden />
          {item.label}
          <NavBadge badge={badges.get(item.href)} small />
        </AppLink>
      ))}
      <Menu position="top-end" withinPortal>
        <Menu.Target>
          <button type="button"><IconDots size={19} aria-hidden /><span>More<span className="sr"> pages</span></span><NavBadge badge={badgeOf(rest, badges)} small /></button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map((item) => (
            <Menu.Item key={item.href} leftSection={<item.icon size={16} />} rightSection={<NavBadge badge={badges.get(item.href)} />} renderRoot={(props: object) => <AppLink {...props} href={item.href} />}>
              {item.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>Theme</Menu.Label>
          <ThemeItems />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

const CONNECTION = {
  waiting: { word: "", label: "", color: "transparent" },
  live: { word: "Live", label: "Live: changes appear as they happen", color: "var(--green)" },
  offline: { word: "Offline", label: "The server cannot be reached. What you see may be old; this page tries again by itself", color: "var(--amber)" },
};
/** Leads to one's account; guests are offered to sign in. */
function WhoAmI() {
  const { data: me } = useMe();
  const here = useRouterState({ select: (state) => state.location.href });
  if (!me) return null;
  const label = me.guest ? "Sign in" : me.display_name;
  return (
    <AppLink className="whoami" href={me.guest ? paths.signIn({ next: here }) : paths.account()} aria-label={me.guest ? label : `Account of ${label}`}>
      <IconUser size={16} stroke={1.75} aria-hidden />
      <span className="clip" dir="auto">{label}</span>
    </AppLink>
  );
}

/** Says over the page that it may be old. What one does now fails, so it is not left to a dot in the corner. */
function Offline() {
  const offline = useConnection() === "offline";
  return (
    <div role="status" className={offline ? "offline" : undefined}>
      {offline && <><IconPlugConnectedX size={16} aria-hidden /><span><strong>Portolan cannot be reached.</strong> What you see may be old, and nothing can be saved. This page goes on by itself as soon as it can.</span></>}
    </div>
  );
}

function Connection() {
  const { word, label, color } = CONNECTION[useConnection()];
  return (
    <Tooltip label={label} position="bottom-end" disabled={!word} multiline maw={280}>
      <span className="connection" style={{ color }}>
        <span className="dot" aria-hidden />
        <span>{word}</span>
      </span>
    </Tooltip>
  );
}
