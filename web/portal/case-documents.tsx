/** The documents of an application: the result first, then what the applicant gave. What registers and gateways wrote is not for download here. */
import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/session.tsx";
import type { Document, Progress, Service } from "../connection/api-types.ts";
import { useOperation } from "../connection/queries.ts";
import { DocumentList } from "./document-list.tsx";
import { Part } from "./part.tsx";

interface CaseDocumentsProps {
  readonly id: string;
  readonly service: Service | undefined;
  readonly issuedAs: Progress["issued"];
}

export function CaseDocuments({ id, service, issuedAs }: CaseDocumentsProps) {
  const { t } = useTranslation("portal");
  const { account } = useSession();
  const { data } = useOperation("listDocuments", { params: { case: id } });
  const there = data?.items.filter(({ erasedAt }) => erasedAt === undefined) ?? [];
  const issued = there.filter(({ number }) => number !== undefined).toReversed();
  const given = there.filter(({ filedBy, mediaType }) => filedBy === account.id && mediaType !== "application/json");
  const nameOf = ({ id: document, name }: Document): string | undefined =>
    issuedAs.find((each) => each.document === document)?.name ??
    service?.results.find(({ id: result, template }) => template === name || result === name)?.name;
  if (issued.length === 0 && given.length === 0) return null;
  return (
    <Part title={t("documents.title")}>
      <Stack gap="sm">
        {issued.length > 0 && <DocumentList documents={issued} nameOf={nameOf} />}
        {given.length > 0 && (
          <div>
            <Title order={3} size="h6" mb={6}>
              {t("documents.given")}
            </Title>
            <DocumentList documents={given} nameOf={() => undefined} />
          </div>
        )}
        {issued.length > 0 && (
          <Text size="sm" c="dimmed">
            {t("documents.verify")}
          </Text>
        )}
      </Stack>
    </Part>
  );
}
