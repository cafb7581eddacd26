// EmptyApp with sessions, and nothing else.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCloakroom().AddSqlite("Data Source=app.db");
var app = builder.Build();
app.UseCloakroom();
app.MapGet("/", () => "hello");
app.MapCloakroom();
app.Run();
