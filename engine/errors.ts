/**
 * Every code with which the system says no, with the HTTP status that the API gives it and its title in the three languages.
 *
 * Three ways to say no (design, section 3): a rejection answers the caller, an incident waits for staff, an assertion is a fault of
 * ours. Rejections and incidents have codes here; `docs/errors.md` is made from this table, and a test holds them together.
 */
import type { Language } from "./model/graph.ts";

export interface ErrorEntry {
  /** HTTP status; for an incident, that of a request that meets it. */
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** What to do, one sentence in English, for the error list in docs/. */
  readonly help: string;
}

const entry = (status: number, en: string, ru: string, kk: string, help: string): ErrorEntry => ({
  status,
  title: { en, ru, kk },
  help,
});

export const ERRORS = {
  // cases and tasks
  CASE_NOT_FOUND: entry(
    404,
    "No such case",
    "Дело не найдено",
    "Іс табылмады",
    "Check the case number; it may belong to another unit.",
  ),
  CASE_EXISTS: entry(
    409,
    "The case exists already",
    "Дело уже существует",
    "Іс бұрыннан бар",
    "Use another case id, or repeat with the same Idempotency-Key.",
  ),
  CASE_NOT_ACTIVE: entry(
    409,
    "The case is not active",
    "Дело не активно",
    "Іс белсенді емес",
    "The case has ended or is suspended; look at its status.",
  ),
  STALE_VERSION: entry(
    409,
    "The case has changed since you read it",
    "Дело изменилось после того, как вы его прочитали",
    "Сіз оқығаннан кейін іс өзгерді",
    "Read the case again and repeat the command with its present version.",
  ),
  TASK_NOT_FOUND: entry(404, "No such task", "Задача не найдена", "Тапсырма табылмады", "Check the task id."),
  TASK_ALREADY_COMPLETED: entry(
    409,
    "The task is already completed",
    "Задача уже выполнена",
    "Тапсырма орындалып қойған",
    "Somebody completed it before; the case's history says who.",
  ),
  TASK_CLAIMED_BY_OTHER: entry(
    409,
    "Somebody else has claimed the task",
    "Задачу взял другой сотрудник",
    "Тапсырманы басқа қызметкер алған",
    "Ask the assignee or the head to release it.",
  ),
  TASK_NOT_CLAIMED: entry(
    409,
    "The task is not claimed",
    "Задача никем не взята",
    "Тапсырманы ешкім алмаған",
    "There is nothing to release.",
  ),
  NOT_ALLOWED: entry(
    403,
    "You have no right to do this",
    "У вас нет права на это действие",
    "Бұл әрекетке құқығыңыз жоқ",
    "Sign in with an account that has the role named.",
  ),
  JOB_NOT_FOUND: entry(
    404,
    "No such job",
    "Задание не найдено",
    "Жұмыс табылмады",
    "The job is done already, or its step was left.",
  ),
  TIMER_NOT_FOUND: entry(
    404,
    "No such timer",
    "Таймер не найден",
    "Таймер табылмады",
    "The timer has fired, or its step was left.",
  ),
  MESSAGE_NOT_EXPECTED: entry(
    409,
    "Nobody waits for this message",
    "Это сообщение никто не ожидает",
    "Бұл хабарламаны ешкім күтпейді",
    "Check the message name and the correlation value.",
  ),
  INCIDENT_NOT_FOUND: entry(
    404,
    "No such incident",
    "Инцидент не найден",
    "Оқиға табылмады",
    "It may have been resolved already.",
  ),
  INCIDENT_NOT_SKIPPABLE: entry(
    409,
    "This incident cannot be skipped",
    "Этот инцидент нельзя пропустить",
    "Бұл оқиғаны өткізіп жіберуге болмайды",
    "Mend the cause and retry it.",
  ),
  REASON_REQUIRED: entry(
    422,
    "A reason is required",
    "Требуется указать причину",
    "Себебін көрсету қажет",
    "Say why, in words.",
  ),
  LIMIT_NOT_FOUND: entry(
    404,
    "No such term",
    "Срок не найден",
    "Мерзім табылмады",
    "The term has been met or dropped.",
  ),
  PROCESS_NOT_FOUND: entry(
    404,
    "No such process",
    "Процесс не найден",
    "Процесс табылмады",
    "Deploy a diagram that holds it first.",
  ),
  PROCESS_CALLED_ONLY: entry(
    422,
    "The process is part of others",
    "Процесс является частью других",
    "Процесс басқа процестердің бөлігі",
    "Start the process of a channel, which calls it.",
  ),
  START_EVENT_NOT_FOUND: entry(
    422,
    "The process cannot be started this way",
    "Процесс нельзя начать таким образом",
    "Процесті бұлай бастауға болмайды",
    "Name a start event of the process.",
  ),
  DATA_INVALID: entry(
    422,
    "The data do not fit the form",
    "Данные не соответствуют форме",
    "Деректер нысанға сәйкес емес",
    "Mend the fields named in `errors`.",
  ),
  SURVEY_NOT_FOUND: entry(
    404,
    "The regulation has no survey",
    "У регламента нет анкеты",
    "Регламентте сауалнама жоқ",
    "The deployment holds no form `survey`.",
  ),
  SURVEY_NOT_OPEN: entry(
    409,
    "The survey is not open yet",
    "Анкета еще не открыта",
    "Сауалнама әлі ашылған жоқ",
    "It is offered when the case is over.",
  ),
  SURVEY_ANSWERED: entry(
    409,
    "The survey has been answered",
    "Анкета уже заполнена",
    "Сауалнама толтырылған",
    "It is answered once.",
  ),
  ELEMENT_NOT_FOUND: entry(
    404,
    "No such element",
    "Элемент не найден",
    "Элемент табылмады",
    "Check the id against the diagram of the case's version, and the key against where the case stands.",
  ),
  MOVE_IMPOSSIBLE: entry(
    409,
    "The token cannot be moved there",
    "Маркер нельзя переместить туда",
    "Белгіні ол жерге жылжытуға болмайды",
    "The detail says what stands in the way; move to another element, or move the activity around it.",
  ),
  TERMS_STOPPED: entry(
    409,
    "The clock of the terms stands still already",
    "Течение сроков уже приостановлено",
    "Мерзімдердің өтуі тоқтатылып қойған",
    "Let it go on first; then it can be stopped again.",
  ),
  TERMS_NOT_STOPPED: entry(
    409,
    "The clock of the terms runs",
    "Течение сроков не приостановлено",
    "Мерзімдердің өтуі тоқтатылмаған",
    "There is nothing to let go on.",
  ),
  WORK_NOT_LOCKED: entry(
    409,
    "The worker does not hold this work",
    "Исполнитель не удерживает эту работу",
    "Орындаушы бұл жұмысты ұстап тұрған жоқ",
    "Its lock is over, another worker has fetched it, or it has been answered; fetch again.",
  ),
  MIGRATION_HOMELESS: entry(
    409,
    "The case stands at elements that have no place in the other version",
    "Дело стоит на элементах, которым нет места в другой версии",
    "Іс басқа нұсқада орны жоқ элементтерде тұр",
    "Map each element that `errors` names to one of the other version, or move the token first.",
  ),
  // incidents
  EXPRESSION_FAILED: entry(
    422,
    "An expression of the diagram could not be evaluated",
    "Выражение диаграммы не вычисляется",
    "Диаграмма өрнегі есептелмейді",
    "Mend the data or the diagram, then retry the incident.",
  ),
  NO_FLOW_TAKEN: entry(
    422,
    "No condition is true and there is no default flow",
    "Ни одно условие не выполнено, потока по умолчанию нет",
    "Бірде-бір шарт орындалмады, әдепкі ағын жоқ",
    "Give the gateway a default flow or mend the variables.",
  ),
  ERROR_NOT_CAUGHT: entry(
    422,
    "An error was thrown that nothing catches",
    "Возникла ошибка, которую ничто не перехватывает",
    "Ешбір элемент ұстамаған қате пайда болды",
    "Draw an error boundary event, or resolve the incident by hand.",
  ),
  TOO_MANY_STEPS: entry(
    422,
    "The diagram runs in a circle without waiting",
    "Диаграмма зациклена без ожидания",
    "Диаграмма күтусіз шеңбермен жүреді",
    "Put a waiting step into the loop, then retry.",
  ),
  JOB_FAILED: entry(
    502,
    "A handler failed after all its attempts",
    "Обработчик не справился после всех попыток",
    "Өңдеуші барлық әрекеттен кейін орындай алмады",
    "Look at the message, mend the cause, then retry or skip with a reason.",
  ),
  TIMER_INVALID: entry(
    422,
    "A timer's expression gives no time",
    "Выражение таймера не даёт времени",
    "Таймер өрнегі уақыт бермейді",
    "Mend the expression or the variable, then retry.",
  ),
  CALENDAR_MISSING: entry(
    422,
    "The working calendar does not cover the date",
    "Производственный календарь не охватывает дату",
    "Өндірістік күнтізбе бұл күнді қамтымайды",
    "An administrator adds the year to the calendar table.",
  ),
  CALENDAR_INVALID: entry(
    422,
    "The calendar table contradicts itself or is not the one the term was computed with",
    "Календарь противоречив или срок исчислен по другому календарю",
    "Күнтізбе қайшылықты немесе мерзім басқа күнтізбе бойынша есептелген",
    "Mend the rows named, or use the version of the calendar that the case is pinned to.",
  ),
  TERM_INVALID: entry(
    422,
    "The term cannot be counted",
    "Срок невозможно исчислить",
    "Мерзімді есептеу мүмкін емес",
    "Mend the duration, the unit, the stop or the extension that the detail names.",
  ),
  DECISION_FAILED: entry(
    422,
    "A decision table gives no answer",
    "Таблица решений не даёт ответа",
    "Шешім кестесі жауап бермейді",
    "Mend the rules that the message names, or the variables, then retry.",
  ),
  // the outside world
  OUTSIDE_UNAVAILABLE: entry(
    502,
    "A system outside does not answer",
    "Внешняя система не отвечает",
    "Сыртқы жүйе жауап бермейді",
    "It is asked again by itself; when the attempts are used up, retry the incident once the system answers.",
  ),
  OUTSIDE_NOT_CONFIGURED: entry(
    502,
    "The installation has no way to that system",
    "Связь с этой системой не настроена",
    "Бұл жүйемен байланыс бапталмаған",
    "Configure the gateway or the adapter that the message names, then retry the incident.",
  ),
  GATEWAY_MESSAGE_REFUSED: entry(
    502,
    "The gateway does not understand the message",
    "Шлюз не понимает сообщение",
    "Шлюз хабарламаны түсінбейді",
    "SCE001: compare the service's style in GATEWAY_SERVICES_FILE with what its owner asks for; the request is in the case file.",
  ),
  GATEWAY_SERVICE_UNKNOWN: entry(
    502,
    "The gateway has no such service",
    "На шлюзе нет такого сервиса",
    "Шлюзде мұндай сервис жоқ",
    "SCE004: name the service in GATEWAY_SERVICES_FILE as the gateway's operator does.",
  ),
  GATEWAY_CERTIFICATE_REFUSED: entry(
    502,
    "The gateway does not accept our certificate",
    "Шлюз не принимает наш сертификат",
    "Шлюз біздің сертификатты қабылдамайды",
    "SCE005, SCE015: renew GATEWAY_CERTIFICATE_FILE, and register it with the gateway's operator.",
  ),
  GATEWAY_SIGNATURE_REFUSED: entry(
    502,
    "The gateway finds our signature wrong",
    "Шлюз считает нашу подпись неверной",
    "Шлюз біздің қолтаңбаны қате деп санайды",
    "SCE006, SCE016: check that GATEWAY_KEY_FILE belongs to GATEWAY_CERTIFICATE_FILE.",
  ),
  GATEWAY_SIGNATURE_MISSING: entry(
    502,
    "The gateway misses a signature",
    "Шлюз не находит подписи",
    "Шлюз қолтаңба таппады",
    "SCE007, SCE017: the service wants a signature of the business data too, which this version does not make.",
  ),
  GATEWAY_FAILED: entry(
    502,
    "The gateway failed",
    "Сбой на шлюзе",
    "Шлюзде ақау болды",
    "SCE909 and faults without a known code: it is asked again by itself; ask the gateway's operator if it lasts.",
  ),
  GATEWAY_SERVICE_REFUSED: entry(
    502,
    "The service refused the request",
    "Сервис отклонил запрос",
    "Сервис сұранысты қабылдамады",
    "The answer in the case file says why.",
  ),
  GATEWAY_DELIVERY_STOPPED: entry(
    502,
    "The gateway has given up delivering the message",
    "Шлюз прекратил доставку сообщения",
    "Шлюз хабарламаны жеткізуді тоқтатты",
    "Ask the recipient; then retry the incident, which sends the message again.",
  ),
  GATEWAY_REQUEST_INVALID: entry(
    422,
    "The request does not fit the schema of its port",
    "Запрос не соответствует схеме",
    "Сұраныс схемаға сәйкес емес",
    "Mend the field named in the case file, then retry the incident.",
  ),
  GATEWAY_ANSWER_INVALID: entry(
    502,
    "The answer does not fit the schema of its port",
    "Ответ не соответствует схеме",
    "Жауап схемаға сәйкес емес",
    "The answer is in the case file; ask the owner of the service.",
  ),
  GATEWAY_ANSWER_UNTRUSTED: entry(
    502,
    "The signature of the answer is not accepted",
    "Подпись ответа не принята",
    "Жауаптың қолтаңбасы қабылданбады",
    "The list of exchanges says why; a renewed certificate of the gateway belongs into GATEWAY_TRUSTED_FILE.",
  ),
  GATEWAY_XML_REFUSED: entry(
    502,
    "The answer's XML is refused",
    "XML ответа отклонён",
    "Жауаптың XML-і қабылданбады",
    "It holds what only an attack needs, or is too large; ask the gateway's operator.",
  ),
  // requests over HTTP
  JSON_MALFORMED: entry(
    400,
    "The request is not readable JSON",
    "Запрос не является корректным JSON",
    "Сұраныс дұрыс JSON емес",
    "Mend the place named in `errors`.",
  ),
  REQUEST_INVALID: entry(
    422,
    "The request does not fit its schema",
    "Запрос не соответствует схеме",
    "Сұраныс схемаға сәйкес емес",
    "Mend the fields named in `errors`; the API reference has the schema.",
  ),
  BODY_TOO_LARGE: entry(
    413,
    "The request is too large",
    "Запрос слишком велик",
    "Сұраныс тым үлкен",
    "Send less at once; the detail names the limit.",
  ),
  MEDIA_TYPE_NOT_SUPPORTED: entry(
    415,
    "This media type is not accepted here",
    "Этот тип содержимого здесь не принимается",
    "Мазмұнның бұл түрі мұнда қабылданбайды",
    "Send one of the media types that the detail names.",
  ),
  ROUTE_NOT_FOUND: entry(
    404,
    "There is nothing at this address",
    "По этому адресу ничего нет",
    "Бұл мекенжайда ештеңе жоқ",
    "Check the address against the API reference.",
  ),
  METHOD_NOT_ALLOWED: entry(
    405,
    "This address does not take that method",
    "Этот адрес не принимает такой метод",
    "Бұл мекенжай мұндай әдісті қабылдамайды",
    "Use one of the methods in the Allow header.",
  ),
  SIGN_IN_REQUIRED: entry(
    401,
    "Sign in first",
    "Сначала войдите в систему",
    "Алдымен жүйеге кіріңіз",
    "Open a session and send its token as `Authorization: Bearer TOKEN`.",
  ),
  LOGIN_FAILED: entry(
    401,
    "The login or the password is wrong",
    "Неверный логин или пароль",
    "Логин немесе құпиясөз қате",
    "Check both; after several wrong passwords the account is locked for a while.",
  ),
  SIGN_IN_REFUSED: entry(
    401,
    "The signature does not sign you in",
    "Вход по этой подписи невозможен",
    "Бұл қолтаңбамен кіруге болмайды",
    "The detail says why; ask for a new challenge and sign it with a sign-in certificate.",
  ),
  SIGN_IN_UNAVAILABLE: entry(
    503,
    "Signatures cannot be checked now",
    "Проверка подписей сейчас недоступна",
    "Қолтаңбаларды тексеру қазір мүмкін емес",
    "Try again later, or sign in with a password.",
  ),
  NOT_REGISTERED: entry(
    409,
    "There is no account of yours yet",
    "Вы ещё не зарегистрированы",
    "Сіз әлі тіркелмегенсіз",
    "Register with a new challenge, signed in the same way.",
  ),
  ALREADY_REGISTERED: entry(
    409,
    "There is an account of yours already",
    "Вы уже зарегистрированы",
    "Сіз бұрын тіркелгенсіз",
    "Sign in instead.",
  ),
  ACCOUNT_LOCKED: entry(
    429,
    "The account is locked for a while",
    "Учётная запись временно заблокирована",
    "Тіркелгі уақытша бұғатталған",
    "Wait for the time in the Retry-After header.",
  ),
  TOO_MANY_REQUESTS: entry(
    429,
    "Too many requests",
    "Слишком много запросов",
    "Сұраныстар тым көп",
    "Wait for the time in the Retry-After header.",
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    422,
    "The Idempotency-Key belongs to another request",
    "Этот Idempotency-Key относится к другому запросу",
    "Бұл Idempotency-Key басқа сұранысқа тиесілі",
    "Make a new key for each new request.",
  ),
  CROSS_SITE_REQUEST: entry(
    403,
    "The request comes from another site",
    "Запрос пришёл с другого сайта",
    "Сұраныс басқа сайттан келді",
    "Open the page of the system itself and try again; a program sends a bearer token, never the cookie.",
  ),
  NOT_ACCEPTABLE: entry(
    406,
    "This address does not answer in the form asked for",
    "Этот адрес не отвечает в запрошенном виде",
    "Бұл мекенжай сұралған түрде жауап бермейді",
    "Send the Accept header that the API description names.",
  ),
  LOGIN_TAKEN: entry(409, "The login is taken", "Логин уже занят", "Логин бос емес", "Choose another login."),
  ACCOUNT_NOT_FOUND: entry(
    404,
    "No such account",
    "Учётная запись не найдена",
    "Тіркелгі табылмады",
    "Check the account id.",
  ),
  OWN_ACCOUNT: entry(
    409,
    "Nobody changes the rights of the own account",
    "Права собственной учётной записи изменить нельзя",
    "Өз тіркелгінің құқықтарын өзгертуге болмайды",
    "Ask another administrator.",
  ),
  UNIT_NOT_FOUND: entry(
    404,
    "No such unit",
    "Подразделение не найдено",
    "Бөлімше табылмады",
    "Name a unit of the list of units that takes cases of the regulation.",
  ),
  PROVIDER_UNIT_NEEDED: entry(
    422,
    "The provider's unit is not clear",
    "Не указано подразделение услугодателя",
    "Қызмет берушінің бөлімшесі көрсетілмеген",
    "Name the provider's unit in `unit`; or an administrator says which one gets the cases of the regulation.",
  ),
  DEFINITION_NOT_FOUND: entry(
    404,
    "No such version of the process",
    "Такой версии процесса нет",
    "Процестің мұндай нұсқасы жоқ",
    "List the definitions to see which versions are deployed.",
  ),
  FORM_NOT_FOUND: entry(
    404,
    "No such form",
    "Форма не найдена",
    "Нысан табылмады",
    "The deployment holds no form of that name.",
  ),
  PROPOSAL_NOT_FOUND: entry(
    404,
    "No such proposal",
    "Предложение не найдено",
    "Ұсыныс табылмады",
    "List the proposals; somebody may have given you an old link.",
  ),
  PROPOSAL_DECIDED: entry(
    409,
    "The proposal has been decided",
    "По предложению уже принято решение",
    "Ұсыныс бойынша шешім қабылданған",
    "Read it again: it says who decided and how.",
  ),
  PROPOSAL_OWN: entry(
    403,
    "Nobody approves what they have proposed themselves",
    "Собственное предложение утвердить нельзя",
    "Өз ұсынысыңызды өзіңіз бекіте алмайсыз",
    "Ask another analyst or an administrator to approve it.",
  ),
  PROPOSAL_CHANGES_NOTHING: entry(
    409,
    "This is in service already",
    "Это уже действует",
    "Бұл қазірдің өзінде қолданыста",
    "Nothing differs from the latest version: there is nothing to put into service.",
  ),
  APPROVAL_NEEDED: entry(
    403,
    "A second person must approve",
    "Нужно утверждение второго лица",
    "Екінші адамның бекітуі қажет",
    "The installation asks for a second person (DEPLOY_APPROVAL): propose the bundle instead of deploying it.",
  ),
  TABLE_NOT_READ: entry(
    422,
    "No table of actions was found",
    "Таблица действий не найдена",
    "Іс-әрекеттер кестесі табылмады",
    "Keep the headings of the annex table with its rows; .csv and .xlsx are read, and what is pasted from a spreadsheet.",
  ),
  DOCUMENT_NAME_TAKEN: entry(
    409,
    "Somebody else filed a document of this name",
    "Документ с таким именем приобщён другим лицом",
    "Мұндай атаулы құжатты басқа адам тіркеген",
    "Give the document another name: what a register or a colleague filed is not replaced.",
  ),
  DOCUMENT_NOT_FOUND: entry(
    404,
    "No such document",
    "Документ не найден",
    "Құжат табылмады",
    "List the documents of the case.",
  ),
  DOCUMENT_ERASED: entry(
    410,
    "The document has been erased",
    "Документ удалён",
    "Құжат жойылған",
    "Its hash stays in the log; its content is gone for good.",
  ),
  CASE_STILL_RUNS: entry(
    409,
    "The case has not ended",
    "Дело ещё не окончено",
    "Іс әлі аяқталған жоқ",
    "Its steps read the case file: let the case end, or cancel it, before its file is erased.",
  ),
  RETENTION_NOT_OVER: entry(
    409,
    "The case file must still be kept",
    "Срок хранения дела не истёк",
    "Іс құжаттарын сақтау мерзімі біткен жоқ",
    "Wait for the day that the detail names, or erase it by law, with the act in the reason. The period is CASE_FILE_RETENTION.",
  ),
  DOCUMENT_NOT_AS_SAID: entry(
    422,
    "The content is not of the type that the request says",
    "Содержимое не соответствует заявленному типу",
    "Мазмұны көрсетілген түрге сәйкес келмейді",
    "Send the file with its true media type; the detail names what it was found to be.",
  ),
  CASE_FILE_FULL: entry(
    413,
    "The case file has no room for this document",
    "В деле нет места для этого документа",
    "Іс құжаттарында бұл құжатқа орын жоқ",
    "Send a smaller scan (in greys, 150 dots per inch), or leave out what is there already.",
  ),
  NUMBER_NOT_ISSUED: entry(
    404,
    "No document of this number was issued here",
    "Документ с таким номером здесь не выдавался",
    "Мұндай нөмірлі құжат мұнда берілмеген",
    "Compare the number with that on the paper; if it is the same, ask the office that is named on it.",
  ),
  CURSOR_INVALID: entry(
    400,
    "The cursor is not one of ours",
    "Неизвестный курсор",
    "Белгісіз курсор",
    "Follow the `next` link of the page before, or begin without a cursor.",
  ),
  NOTIFICATION_NOT_FOUND: entry(
    404,
    "No such notification",
    "Уведомление не найдено",
    "Хабарлама табылмады",
    "List the account's notifications.",
  ),
  FILTER_NOT_FOUND: entry(
    404,
    "No such saved filter",
    "Сохранённый фильтр не найден",
    "Сақталған сүзгі табылмады",
    "List the saved filters; only who saved one changes it.",
  ),
  FILTERS_TOO_MANY: entry(
    409,
    "Too many saved filters",
    "Слишком много сохранённых фильтров",
    "Сақталған сүзгілер тым көп",
    "Remove a filter that is not used any more.",
  ),
  INTERNAL_FAULT: entry(
    500,
    "Something went wrong on our side",
    "Произошла внутренняя ошибка",
    "Ішкі қате пайда болды",
    "Give the incident id of the detail to the administrator; the log has the rest.",
  ),
  // diagrams
  DIAGRAM_NOT_XML: entry(
    400,
    "The file is not well-formed XML",
    "Файл не является правильным XML",
    "Файл дұрыс XML емес",
    "Look at the line and column named; save the diagram again from the editor.",
  ),
  DIAGRAM_HAS_DOCTYPE: entry(
    400,
    "The file has a DOCTYPE or entity declarations",
    "Файл содержит DOCTYPE или объявления сущностей",
    "Файлда DOCTYPE немесе мән жариялаулары бар",
    "Remove the document type declaration; BPMN has none.",
  ),
  DIAGRAM_TOO_LARGE: entry(
    413,
    "The diagram is too large",
    "Диаграмма слишком велика",
    "Диаграмма тым үлкен",
    "Split the process with call activities, or remove embedded images.",
  ),
  DIAGRAM_BROKEN: entry(
    422,
    "The diagram is broken",
    "Диаграмма содержит ошибки",
    "Диаграммада қателер бар",
    "Mend the elements named in `errors`.",
  ),
  DIAGRAM_UNSUPPORTED: entry(
    422,
    "The diagram has elements that cannot be run",
    "Диаграмма содержит элементы, которые не исполняются",
    "Диаграммада орындалмайтын элементтер бар",
    "Draw the elements named in `errors` in another way.",
  ),
  DECISION_BROKEN: entry(
    422,
    "The decision file is broken or holds what is not evaluated",
    "Файл решений содержит ошибки или невычисляемые элементы",
    "Шешім файлында қателер немесе есептелмейтін элементтер бар",
    "Mend the elements named in `errors`.",
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** A "no" with a code, for every room that is not pure; `path` is a JSON pointer or element id, `params` fill the detail. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  constructor(code: ErrorCode, detail: string, problems: readonly Problem[] = []) {
    super(detail);
    this.name = "CodedError";
    this.code = code;
    this.problems = problems;
  }
}

/** One place that is wrong: a field (`pointer`, RFC 6901) or an element of a diagram (`element`, with line when known). */
export interface Problem {
  readonly detail: string;
  readonly pointer?: string;
  readonly element?: string;
  readonly line?: number;
  readonly code?: string;
  /** What a JSON Schema keyword (`code`) says of its failure, for a sentence in the reader's language. */
  readonly params?: Readonly<Record<string, unknown>>;
}
