// Light, dark, or as the system says.
import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const CHOICES: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "System", icon: IconDeviceDesktop },
];

export function ThemeMenu() {
  const { colorScheme } = useMantineColorScheme();
  const Current = CHOICES.find((choice) => choice.value === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu position="top-start" width={150} withinPortal>
      <Menu.Target>
        <ActionIcon aria-label="Theme"><Current size={16} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown><ThemeItems /></Menu.Dropdown>
    </Menu>
  );
}

/** The choices as items of whatever menu they stand in. */
export function ThemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      {CHOICES.map((choice) => (
        <Menu.Item
          key={choice.value}
          leftSection={<choice.icon size={15} />}
          rightSection={choice.value === colorScheme ? <IconCheck size={14} aria-label="chosen" /> : undefined}
          onClick={() => setColorScheme(choice.value)}
        >
          {choice.label}
        </Menu.Item>
      ))}
    </>
  );
}
