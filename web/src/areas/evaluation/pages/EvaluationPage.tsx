import { getRouteApi } from "@tanstack/react-router";
import { StageSummary } from "@/areas/home";
import { Empty, Page, PagedTable, SidePanel } from "@/ui";
import { evaluationColumns } from "../evaluation-columns";
import { EvaluationDetail } from "../EvaluationDetail";
import { useEvaluations } from "../queries";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/evaluation");

export function EvaluationPage() {
  const { workspace } = route.useParams();
  const { evaluation } = route.useSearch();
  const navigate = route.useNavigate();
  const evaluations = useEvaluations();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="evaluation" />
      <PagedTable
        state={evaluations}
        label={texts.title}
        columns={evaluationColumns(workspace)}
        rowKey={({ run_id }) => run_id}
        empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>}
      />
      <SidePanel title={texts.evaluation} opened={evaluation !== undefined} onClose={() => void navigate({ search: {} })} wide>
        {evaluation !== undefined && <EvaluationDetail run={evaluation} />}
      </SidePanel>
    </Page>
  );
}
