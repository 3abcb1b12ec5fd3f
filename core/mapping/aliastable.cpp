#include "core/mapping/aliastable.h"

#include <algorithm>
#include <array>

namespace weir {

namespace {

// clang-format off
constexpr AliasGroup groups[] = {
    // Identity
    {"id", "id|identifier|record id|row id|编号|序号|标识|记录号|流水号"},
    {"name", "name|full name|名称|名字"},
    {"code", "code|代码|编码"},
    {"title", "title|subject|标题|主题"},
    {"type", "type|kind|类型|种类"},
    {"category", "category|class|分类|类别|品类"},
    {"status", "status|状态"},
    {"description", "description|descr|desc|描述|说明"},
    {"remark", "remark|remarks|note|notes|memo|comment|comments|备注|附注|注释"},
    {"version", "version|revision|版本|版本号"},
    {"source", "source|origin|来源"},
    {"tag", "tag|tags|label|labels|标签"},
    {"priority", "priority|优先级"},
    {"level", "level|grade|等级|级别"},
    {"reason", "reason|cause|原因"},
    {"is active", "is active|active|enabled|is enabled|是否启用|启用"},
    {"is deleted", "is deleted|deleted|deleted flag|是否删除|删除标记"},

    // Customers, suppliers, people
    {"customer", "customer|client|cust|customer name|cust name|client name|buyer name|客户|客户名称|客户名|客户姓名|顾客|顾客姓名"},
    {"customer id", "customer id|customer no|customer number|customer code|cust id|cust no|cust code|client id|客户编号|客户号|客户代码|客户编码|客户id"},
    {"customer type", "customer type|cust type|customer category|客户类型|客户类别"},
    {"supplier", "supplier|vendor|supplier name|vendor name|供应商|供应商名称|供货商"},
    {"supplier id", "supplier id|supplier no|supplier code|vendor id|vendor no|vendor code|供应商编号|供应商代码|供应商编码|供应商id"},
    {"company", "company|company name|corporation|enterprise|公司|公司名称|企业|企业名称|单位名称"},
    {"department", "department|dept|department name|dept name|部门|部门名称"},
    {"department id", "department id|dept id|department code|dept code|dept no|部门编号|部门代码|部门编码|部门id"},
    {"employee", "employee|employee name|staff|staff name|员工|员工姓名|职员|员工名称"},
    {"employee id", "employee id|employee no|employee number|emp id|emp no|staff id|staff no|员工编号|工号|员工号|职工号|员工id"},
    {"user", "user|user name|login name|用户|用户名|用户名称|登录名"},
    {"user id", "user id|uid|user no|用户编号|用户id|用户号"},
    {"member", "member|member name|会员|会员名|会员名称"},
    {"member id", "member id|member no|membership number|会员编号|会员号|会员卡号|会员id"},
    {"contact", "contact|contact name|contact person|联系人|联系人姓名"},
    {"salesperson", "salesperson|salesman|sales rep|sales representative|业务员|销售员|销售人员|销售代表"},
    {"operator", "operator|handler|操作员|操作人|经办人"},
    {"manager", "manager|person in charge|负责人|经理|主管"},
    {"first name", "first name|given name|名"},
    {"last name", "last name|surname|family name|姓|姓氏"},
    {"person name", "person name|real name|姓名|真实姓名"},
    {"gender", "gender|sex|性别"},
    {"age", "age|年龄"},
    {"birthday", "birthday|birth date|date of birth|dob|生日|出生日期|出生年月"},
    {"id card number", "id card|id card no|id card number|identity card|national id|身份证|身份证号|身份证号码|证件号|证件号码"},
    {"nationality", "nationality|国籍"},
    {"education", "education|degree|学历"},
    {"position", "position|job title|职位|岗位|职务"},
    {"hire date", "hire date|date hired|entry date|入职日期|入职时间"},

    // Reaching them
    {"phone", "phone|telephone|tel|phone number|phone no|电话|电话号码|联系电话"},
    {"mobile", "mobile|mobile phone|cell|cell phone|mobile number|手机|手机号|手机号码|移动电话"},
    {"fax", "fax|fax number|传真|传真号"},
    {"email", "email|mail|email address|mail address|邮箱|电子邮件|电子邮箱|邮件地址"},
    {"website", "website|url|homepage|网址|网站|主页"},
    {"wechat", "wechat|wechat id|weixin|微信|微信号"},
    {"address", "address|addr|street address|地址|详细地址|联系地址"},
    {"shipping address", "shipping address|delivery address|ship to|ship to address|收货地址|送货地址|配送地址"},
    {"billing address", "billing address|bill to|bill to address|账单地址|开票地址"},
    {"receiver", "receiver|recipient|consignee|收货人|收件人"},
    {"receiver phone", "receiver phone|recipient phone|consignee phone|收货人电话|收件人电话|收货电话"},
    {"country", "country|nation|国家|国别"},
    {"country code", "country code|国家代码"},
    {"province", "province|省|省份"},
    {"city", "city|town|城市|市"},
    {"district", "district|county|区|区县|县"},
    {"street", "street|road|街道|街"},
    {"region", "region|area|地区|区域|大区"},
    {"postal code", "postal code|zip|zip code|postcode|邮编|邮政编码"},
    {"longitude", "longitude|lng|lon|经度"},
    {"latitude", "latitude|lat|纬度"},

    // Orders
    {"order", "order|订单"},
    {"order number", "order number|order no|order id|order code|ord no|so number|订单号|订单编号|订单号码|单号|订单id"},
    {"order date", "order date|ordered at|order time|ordered on|date ordered|订单日期|下单时间|下单日期|订单时间|订购日期"},
    {"order status", "order status|order state|订单状态"},
    {"order type", "order type|订单类型"},
    {"order amount", "order amount|order total|订单金额|订单总额|订单总金额"},
    {"order line number", "line number|line no|order line|行号|订单行号|项次"},
    {"purchase order number", "purchase order number|po number|po no|purchase order|采购单号|采购订单号|采购订单"},
    {"contract number", "contract number|contract no|contract id|合同号|合同编号"},
    {"invoice number", "invoice number|invoice no|invoice id|发票号|发票号码|发票编号"},
    {"invoice date", "invoice date|billing date|发票日期|开票日期"},
    {"invoice type", "invoice type|发票类型"},
    {"delivery number", "delivery number|delivery no|delivery note|发货单号|送货单号|出库单号"},
    {"delivery date", "delivery date|delivered at|delivery time|交货日期|交期|送货日期|送达时间"},
    {"shipping date", "shipping date|ship date|shipped at|shipped on|发货日期|发货时间"},
    {"shipping method", "shipping method|ship method|delivery method|配送方式|运输方式|发货方式"},
    {"shipping fee", "shipping fee|freight|shipping cost|postage|运费|邮费|物流费"},
    {"tracking number", "tracking number|tracking no|waybill number|waybill no|快递单号|物流单号|运单号"},
    {"carrier", "carrier|courier|logistics company|物流公司|快递公司|承运商"},
    {"return number", "return number|return no|rma number|退货单号|退货编号"},
    {"refund amount", "refund amount|refund|退款金额|退款"},
    {"channel", "channel|sales channel|渠道|销售渠道"},
    {"store", "store|shop|store name|shop name|店铺|门店|门店名称|店铺名称|商店"},
    {"store id", "store id|shop id|store code|store no|门店编号|店铺编号|门店代码"},
    {"platform", "platform|平台"},
    {"project", "project|project name|项目|项目名称"},
    {"project number", "project number|project no|project id|project code|项目编号|项目代码|项目号"},

    // Goods
    {"product", "product|product name|goods|goods name|article|产品|产品名称|商品|商品名称|品名|货品名称"},
    {"product id", "product id|product no|product code|product number|goods id|goods code|article number|article no|产品编号|产品代码|产品编码|商品编号|商品编码|商品代码|货号|商品id|产品id"},
    {"sku", "sku|sku id|sku code|stock keeping unit|库存单位|sku编码"},
    {"material", "material|material name|物料|物料名称|材料"},
    {"material number", "material number|material no|material code|material id|part number|part no|item code|item number|item no|物料编号|物料编码|物料代码|物料号|料号|零件号"},
    {"barcode", "barcode|ean|upc|gtin|条码|条形码|商品条码"},
    {"brand", "brand|brand name|品牌|品牌名称"},
    {"model", "model|model number|model no|型号"},
    {"specification", "specification|spec|specs|规格|规格型号"},
    {"color", "color|colour|颜色"},
    {"size", "size|尺寸|尺码"},
    {"unit", "unit|uom|unit of measure|measure unit|单位|计量单位"},
    {"quantity", "quantity|qty|count|pieces|数量|件数|个数"},
    {"ordered quantity", "ordered quantity|order qty|order quantity|订货数量|订单数量|订购数量"},
    {"shipped quantity", "shipped quantity|shipped qty|delivered quantity|发货数量|出货数量|已发数量"},
    {"stock quantity", "stock quantity|stock|inventory|stock qty|on hand|on hand qty|inventory quantity|库存|库存数量|库存量"},
    {"weight", "weight|重量"},
    {"gross weight", "gross weight|毛重"},
    {"net weight", "net weight|净重"},
    {"volume", "volume|体积"},
    {"length", "length|长|长度"},
    {"width", "width|宽|宽度"},
    {"height", "height|高|高度"},
    {"warehouse", "warehouse|warehouse name|仓库|仓库名称"},
    {"warehouse id", "warehouse id|warehouse code|warehouse no|wh code|仓库编号|仓库代码|仓库编码"},
    {"storage location", "bin|storage location|库位|货位|仓位"},
    {"batch number", "batch number|batch no|lot number|lot no|lot|批号|批次|批次号"},
    {"serial number", "serial number|serial no|sn|序列号"},
    {"production date", "production date|manufacture date|mfg date|生产日期|制造日期"},
    {"expiry date", "expiry date|expiration date|expires at|expires on|valid until|过期日期|到期日|到期日期|失效日期|有效期至"},
    {"shelf life", "shelf life|保质期"},
    {"work order number", "work order number|work order no|work order|工单号|工单|生产工单号"},
    {"process", "process|operation|工序"},
    {"workshop", "workshop|车间"},
    {"equipment", "equipment|machine|device|设备|设备名称|机台"},
    {"equipment id", "equipment id|equipment no|machine id|device id|machine no|设备编号|设备编码|设备号|机台号"},
    {"shift", "shift|班次"},

    // Money
    {"amount", "amount|amt|sum|金额"},
    {"total amount", "total amount|total|total price|grand total|total amt|总金额|总额|合计|总价|合计金额"},
    {"unit price", "unit price|price per unit|单价"},
    {"price", "price|价格|售价"},
    {"cost", "cost|cost price|成本|成本价"},
    {"discount", "discount|discount amount|折扣|优惠|优惠金额|折扣金额"},
    {"discount rate", "discount rate|discount percent|折扣率"},
    {"tax", "tax|tax amount|vat|vat amount|税额|税金|税"},
    {"tax rate", "tax rate|vat rate|税率"},
    {"tax number", "tax number|tax no|tax id|vat number|vat id|税号|纳税人识别号|统一社会信用代码"},
    {"net amount", "net amount|amount without tax|amount excluding tax|不含税金额|未税金额|净额"},
    {"gross amount", "gross amount|amount with tax|amount including tax|含税金额|价税合计"},
    {"currency", "currency|currency code|ccy|币种|货币|币别"},
    {"exchange rate", "exchange rate|fx rate|汇率"},
    {"balance", "balance|余额|结余"},
    {"paid amount", "paid amount|amount paid|实付金额|已付金额|支付金额|付款金额"},
    {"payable amount", "payable amount|amount payable|amount due|应付金额|应付款"},
    {"receivable amount", "receivable amount|amount receivable|应收金额|应收款"},
    {"deposit", "deposit|down payment|定金|押金|预付款"},
    {"payment method", "payment method|pay method|payment type|pay type|支付方式|付款方式|结算方式"},
    {"payment status", "payment status|pay status|支付状态|付款状态"},
    {"payment date", "payment date|paid at|pay time|payment time|paid on|付款日期|支付时间|付款时间|支付日期"},
    {"payment terms", "payment terms|付款条件|账期"},
    {"due date", "due date|due on|due at|应付日期|截止日期|到期付款日"},
    {"bank", "bank|bank name|银行|开户行|开户银行"},
    {"bank account", "bank account|account number|account no|bank account number|银行账号|账号|银行账户|银行卡号"},
    {"account name", "account name|户名|账户名称"},
    {"account code", "account code|subject code|gl account|科目代码|科目编码|会计科目"},
    {"voucher number", "voucher number|voucher no|凭证号|凭证编号"},
    {"transaction id", "transaction id|transaction no|transaction number|txn id|交易号|交易流水号|交易编号"},
    {"debit", "debit|debit amount|借方|借方金额"},
    {"credit", "credit|credit amount|贷方|贷方金额"},
    {"salary", "salary|wage|工资|薪资|薪水"},
    {"commission", "commission|佣金|提成"},
    {"points", "points|score|积分|分数"},
    {"rate", "rate|费率|比率"},
    {"percentage", "percentage|percent|百分比|比例"},

    // Time
    {"date", "date|日期"},
    {"time", "time|时间"},
    {"year", "year|年|年份|年度"},
    {"month", "month|月|月份"},
    {"quarter", "quarter|季度"},
    {"week", "week|周|周次"},
    {"created at", "created at|created|create time|created time|creation date|create date|created on|created date|date created|gmt create|创建时间|创建日期|建立时间|新建时间"},
    {"created by", "created by|creator|create user|创建人|创建者|制单人"},
    {"updated at", "updated at|updated|update time|updated time|modified at|modified|modify time|last modified|last updated|update date|updated on|gmt modified|更新时间|修改时间|更新日期|修改日期|最后修改时间"},
    {"updated by", "updated by|modified by|modifier|update user|更新人|修改人|修改者"},
    {"deleted at", "deleted at|delete time|deletion date|删除时间|删除日期"},
    {"start date", "start date|start time|begin date|begin time|started at|starts at|开始日期|开始时间|起始日期|起始时间"},
    {"end date", "end date|end time|finish date|finish time|ended at|ends at|finished at|结束日期|结束时间|终止日期|完成时间|完成日期"},
    {"effective date", "effective date|valid from|effective from|生效日期|生效时间"},
    {"posting date", "posting date|posted at|booking date|过账日期|记账日期|入账日期"},
    {"approved at", "approved at|approval date|approval time|审核时间|审批时间|审核日期"},
    {"approved by", "approved by|approver|auditor|审核人|审批人"},
    {"duration", "duration|elapsed|时长|持续时间|耗时"},
    {"login time", "login time|last login|last login at|登录时间|最后登录时间"},
    {"ip address", "ip|ip address|ip地址"},
};

struct CharacterPair
{
    char32_t traditional;
    char32_t simplified;
};

// Sorted by the traditional form.
constexpr CharacterPair pairs[] = {
    {U'來', U'来'}, {U'倉', U'仓'}, {U'個', U'个'}, {U'備', U'备'}, {U'傳', U'传'}, {U'價', U'价'},
    {U'優', U'优'}, {U'內', U'内'}, {U'別', U'别'}, {U'剛', U'刚'}, {U'創', U'创'}, {U'動', U'动'},
    {U'務', U'务'}, {U'匯', U'汇'}, {U'區', U'区'}, {U'員', U'员'}, {U'問', U'问'}, {U'單', U'单'},
    {U'國', U'国'}, {U'圖', U'图'}, {U'報', U'报'}, {U'場', U'场'}, {U'學', U'学'}, {U'實', U'实'},
    {U'審', U'审'}, {U'寬', U'宽'}, {U'專', U'专'}, {U'導', U'导'}, {U'層', U'层'}, {U'屬', U'属'},
    {U'帳', U'账'}, {U'幣', U'币'}, {U'廠', U'厂'}, {U'後', U'后'}, {U'從', U'从'}, {U'應', U'应'},
    {U'戶', U'户'}, {U'採', U'采'}, {U'換', U'换'}, {U'損', U'损'}, {U'據', U'据'}, {U'數', U'数'},
    {U'於', U'于'}, {U'時', U'时'}, {U'書', U'书'}, {U'會', U'会'}, {U'東', U'东'}, {U'條', U'条'},
    {U'業', U'业'}, {U'構', U'构'}, {U'標', U'标'}, {U'機', U'机'}, {U'權', U'权'}, {U'歷', U'历'},
    {U'歸', U'归'}, {U'氣', U'气'}, {U'決', U'决'}, {U'淨', U'净'}, {U'測', U'测'}, {U'準', U'准'},
    {U'狀', U'状'}, {U'獎', U'奖'}, {U'現', U'现'}, {U'產', U'产'}, {U'當', U'当'}, {U'發', U'发'},
    {U'碼', U'码'}, {U'稅', U'税'}, {U'種', U'种'}, {U'稱', U'称'}, {U'積', U'积'}, {U'簡', U'简'},
    {U'簽', U'签'}, {U'紀', U'纪'}, {U'納', U'纳'}, {U'級', U'级'}, {U'組', U'组'}, {U'結', U'结'},
    {U'給', U'给'}, {U'統', U'统'}, {U'經', U'经'}, {U'維', U'维'}, {U'網', U'网'}, {U'線', U'线'},
    {U'編', U'编'}, {U'縣', U'县'}, {U'總', U'总'}, {U'續', U'续'}, {U'聯', U'联'}, {U'職', U'职'},
    {U'處', U'处'}, {U'號', U'号'}, {U'術', U'术'}, {U'規', U'规'}, {U'訂', U'订'}, {U'計', U'计'},
    {U'記', U'记'}, {U'設', U'设'}, {U'註', U'注'}, {U'評', U'评'}, {U'詢', U'询'}, {U'話', U'话'},
    {U'該', U'该'}, {U'詳', U'详'}, {U'認', U'认'}, {U'語', U'语'}, {U'說', U'说'}, {U'調', U'调'},
    {U'請', U'请'}, {U'證', U'证'}, {U'識', U'识'}, {U'護', U'护'}, {U'負', U'负'}, {U'財', U'财'},
    {U'貨', U'货'}, {U'責', U'责'}, {U'貸', U'贷'}, {U'費', U'费'}, {U'資', U'资'}, {U'賣', U'卖'},
    {U'質', U'质'}, {U'賬', U'账'}, {U'購', U'购'}, {U'贈', U'赠'}, {U'車', U'车'}, {U'軟', U'软'},
    {U'載', U'载'}, {U'輸', U'输'}, {U'辦', U'办'}, {U'進', U'进'}, {U'運', U'运'}, {U'過', U'过'},
    {U'達', U'达'}, {U'遞', U'递'}, {U'選', U'选'}, {U'還', U'还'}, {U'郵', U'邮'}, {U'醫', U'医'},
    {U'銀', U'银'}, {U'銷', U'销'}, {U'錄', U'录'}, {U'錢', U'钱'}, {U'鍵', U'键'}, {U'鏈', U'链'},
    {U'長', U'长'}, {U'門', U'门'}, {U'開', U'开'}, {U'間', U'间'}, {U'關', U'关'}, {U'階', U'阶'},
    {U'際', U'际'}, {U'雜', U'杂'}, {U'電', U'电'}, {U'項', U'项'}, {U'預', U'预'}, {U'題', U'题'},
    {U'額', U'额'}, {U'顏', U'颜'}, {U'類', U'类'}, {U'顧', U'顾'}, {U'體', U'体'}, {U'點', U'点'},
};
// clang-format on

constexpr bool isSorted()
{
    for (std::size_t i = 1; i < std::size(pairs); ++i) {
        if (pairs[i - 1].traditional >= pairs[i].traditional)
            return false;
    }
    return true;
}
static_assert(isSorted());

} // namespace

std::span<const AliasGroup> aliasGroups() { return groups; }

char32_t simplified(char32_t character)
{
    const auto *found = std::lower_bound(
        std::begin(pairs), std::end(pairs), character,
        [](const CharacterPair &pair, char32_t wanted) { return pair.traditional < wanted; });
    return found != std::end(pairs) && found->traditional == character ? found->simplified : character;
}

} // namespace weir
