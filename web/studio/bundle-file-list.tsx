/** The files of one kind in a bundle: choose one, make one, take one away (with a way back). */
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";

export interface BundleFileListProps {
  readonly label: string;
  readonly newLabel: string;
  readonly folder: "forms" | "documents";
  readonly paths: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
  /** A name that no file has. */
  readonly onAdd: (path: string) => void;
  /** Answers the way back. */
  readonly onRemove: (path: string) => () => void;
}

export function BundleFileList(props: BundleFileListProps) {
  const { label, newLabel, folder, paths, chosen, onChoose, onAdd, onRemove } = props;
  const { t } = useTranslation("workshop");
  const notice = useNotice();
  const [name, setName] = useState("");
  const path = `${folder}/${name.trim()}.json`;
  const wrong = name !== "" && (!/^[\w-]+$/.test(name.trim()) || paths.includes(path));
  return (
    <Group align="end" gap="sm">
      {paths.length > 0 && (
        <NativeSelect
          label={label}
          miw={260}
          value={chosen ?? ""}
          onChange={(event) => onChoose(event.currentTarget.value)}
          data={paths.map((each) => ({ value: each, label: nameOf(each) }))}
        />
      )}
      {chosen !== undefined && (
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => {
            const undo = onRemove(chosen);
            notice({
              text: t("files.removed", { name: nameOf(chosen) }),
              action: { label: t("files.undo"), run: undo },
            });
          }}
        >
          {t("files.remove")}
        </Button>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === "" || wrong) return;
          onAdd(path);
          setName("");
        }}
      >
        <Group align="end" gap="xs" wrap="nowrap">
          <TextInput
            label={newLabel}
            value={name}
            error={wrong}
            description={wrong ? t("files.wrongName") : undefined}
            inputWrapperOrder={["label", "input", "description"]}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("files.add")}
          </Button>
        </Group>
      </form>
    </Group>
  );
}

const nameOf = (path: string): string => path.replace(/^\w+\//, "").replace(/\.json$/, "");
