import type { ErrorCode } from '../domain/errors';

/** Per error code: its cause, and what the client can do about it. */
export const ERROR_TEXTS_KO: Readonly<Record<ErrorCode, readonly [cause: string, remedy: string]>> =
  {
    INVALID_REQUEST: [
      'JSON이 깨졌거나 항목이 규칙에 맞지 않습니다.',
      'errors의 pointer가 가리키는 항목을 고쳐 보내세요.',
    ],
    MISSING_IDEMPOTENCY_KEY: [
      'Idempotency-Key 헤더가 필요한 요청입니다.',
      '요청마다 새로운 키(UUID)를 만들어 보내세요.',
    ],
    INVALID_IDEMPOTENCY_KEY: [
      '키가 영문, 숫자, _ , - 16~255자가 아니거나 두 번 왔습니다.',
      'UUID를 하나만 보내세요.',
    ],
    INVALID_CURSOR: [
      '커서가 변경되었거나 다른 조건의 목록에서 나왔습니다.',
      '첫 페이지부터 다시 조회하세요.',
    ],
    PERIOD_TOO_LONG: ['조회 기간이 허용 범위보다 깁니다.', '기간을 나누어 조회하세요.'],
    TEST_CODE_NOT_ALLOWED: [
      '알 수 없는 테스트 코드이거나 이 환경에서 쓸 수 없습니다.',
      'X-Test-Code 헤더를 빼거나 값을 확인하세요.',
    ],
    UNAUTHORIZED: ['액세스 토큰이 없습니다.', 'Authorization: Bearer 헤더에 토큰을 보내세요.'],
    INVALID_TOKEN: ['토큰이 잘못되었거나 세션이 끝났습니다.', '다시 로그인하세요.'],
    TOKEN_EXPIRED: ['액세스 토큰의 유효 시간이 지났습니다.', '갱신 토큰으로 새 토큰을 받으세요.'],
    INVALID_CREDENTIALS: [
      '이메일, 비밀번호 또는 비밀키가 맞지 않습니다.',
      '로그인 정보를 확인하세요.',
    ],
    TOKEN_REUSED: [
      '이미 사용한 갱신 토큰이 다시 왔고, 안전을 위해 세션을 끝냈습니다.',
      '다시 로그인하고 토큰 유출 여부를 확인하세요.',
    ],
    FORBIDDEN: [
      '이 토큰의 역할이나 범위로는 호출할 수 없습니다.',
      '필요한 범위를 가진 토큰을 사용하세요.',
    ],
    REFUND_NOT_ALLOWED: ['판매자가 환불을 직접 처리합니다.', '판매자에게 환불을 요청하세요.'],
    SECOND_OPERATOR_REQUIRED: [
      '자신이 제안한 결정은 승인할 수 없습니다.',
      '다른 운영자가 승인해야 합니다.',
    ],
    NOT_FOUND_PAYMENT: ['결제가 없거나 본인의 결제가 아닙니다.', '결제 번호를 확인하세요.'],
    NOT_FOUND_REFUND: ['환불이 없거나 본인의 환불이 아닙니다.', '환불 번호를 확인하세요.'],
    NOT_FOUND_ACCOUNT: ['계좌가 없거나 본인의 계좌가 아닙니다.', '계좌 ID를 확인하세요.'],
    NOT_FOUND: ['그런 경로나 대상이 없습니다.', '주소를 확인하세요.'],
    METHOD_NOT_ALLOWED: [
      '이 경로가 지원하지 않는 메서드입니다.',
      'Allow 헤더의 메서드를 사용하세요.',
    ],
    NOT_ACCEPTABLE: [
      'Accept 헤더의 형식으로 응답할 수 없습니다.',
      'Accept: application/json을 보내세요.',
    ],
    BODY_TOO_LARGE: ['본문이 65,536바이트를 넘습니다.', '본문을 줄이세요.'],
    UNSUPPORTED_MEDIA_TYPE: [
      '본문 형식이 다르거나 압축되어 있습니다.',
      'Content-Type: application/json으로, 압축 없이 보내세요.',
    ],
    ALREADY_OPENED_ACCOUNT: [
      '이미 등록했거나 등록 중인 계좌입니다.',
      'resource의 계좌를 사용하세요.',
    ],
    ACCOUNT_IN_USE: ['끝나지 않은 결제나 환불이 있습니다.', '거래가 끝난 뒤 다시 시도하세요.'],
    DUPLICATED_ORDER_ID: [
      '다른 결제가 이 주문번호를 갖고 있습니다.',
      '주문번호로 결제를 조회하거나 새 주문번호를 사용하세요.',
    ],
    IDEMPOTENT_REQUEST_PROCESSING: [
      '같은 키의 첫 요청이 아직 저장되지 않았습니다.',
      '잠시 후 같은 키로 다시 보내세요.',
    ],
    NOT_CANCELABLE_PAYMENT: [
      '완료되지 않았거나 출금 없이 끝난 결제입니다.',
      '결제 상태를 조회하세요.',
    ],
    ALREADY_CANCELED_PAYMENT: ['전액이 환불되었거나 환불 중입니다.', '환불 목록을 확인하세요.'],
    STATE_CONFLICT: ['그 사이에 상태가 바뀌었습니다.', '다시 조회한 뒤 판단하세요.'],
    IDEMPOTENCY_KEY_REUSED: [
      '같은 키로 내용이 다른 요청을 보냈습니다.',
      '새 요청에는 새 키를 사용하세요.',
    ],
    NOT_CANCELABLE_AMOUNT: ['환불 가능 금액보다 많습니다.', 'balanceAmount 이하로 요청하세요.'],
    ACCOUNT_NOT_ACTIVE: [
      '등록 중이거나 실패했거나 해지한 계좌입니다.',
      '사용 가능한 계좌를 선택하세요.',
    ],
    ORDER_NOT_REGISTERED: [
      '판매자가 등록한 주문이 아니거나 만료되었습니다.',
      '주문을 다시 만드세요.',
    ],
    ORDER_AMOUNT_MISMATCH: ['등록된 주문 금액과 다릅니다.', '주문 금액 그대로 결제하세요.'],
    EXCEED_PAYMENT_LIMIT: ['계좌의 1회 결제 한도를 넘습니다.', '금액을 줄이세요.'],
    EXCEED_DAILY_LIMIT: [
      '진행 중인 결제를 포함해 계좌의 1일 한도를 넘습니다.',
      '내일 다시 시도하거나 금액을 줄이세요.',
    ],
    UNKNOWN_PARTNER: ['판매자가 없거나 이용이 정지되었습니다.', 'partnerId를 확인하세요.'],
    ADDRESS_NOT_ALLOWED: [
      'https가 아니거나 내부 주소이거나 확인할 수 없는 주소입니다.',
      '공개된 https 주소를 등록하세요.',
    ],
    TOO_MANY_REQUESTS: [
      '정해진 시간에 보낼 수 있는 요청 수를 넘었습니다.',
      'Retry-After만큼 기다린 뒤 보내세요.',
    ],
    TOO_MANY_ATTEMPTS: ['비밀번호를 여러 번 틀렸습니다.', 'Retry-After만큼 기다린 뒤 시도하세요.'],
    TOO_MANY_STREAMS: ['동시에 열 수 있는 스트림 수를 넘었습니다.', '쓰지 않는 스트림을 닫으세요.'],
    INTERNAL_ERROR: [
      '서버의 오류이며 결과를 알 수 없습니다.',
      '같은 키로 다시 보내고, 계속되면 requestId를 알려 주세요.',
    ],
    SERVICE_UNAVAILABLE: [
      '데이터베이스에 연결할 수 없어 아무것도 접수하지 않았습니다.',
      '잠시 후 같은 키로 다시 보내세요.',
    ],
    BANK_MAINTENANCE: [
      '은행 점검 시간이라 새 거래를 접수하지 않았습니다.',
      '점검이 끝난 뒤 같은 키로 다시 보내세요.',
    ],
    BANK_PAUSED: ['운영자가 은행 거래를 잠시 멈추었습니다.', '잠시 후 같은 키로 다시 보내세요.'],
  };
