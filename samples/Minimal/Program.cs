using Cloakroom;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCloakroom().AddSqlite("Data Source=app.db");
var app = builder.Build();
app.UseCloakroom();
app.MapPost("/login", async (Login form, ISessions sessions) =>
    form is { Name: "ada", Password: "a long and secret sentence" }
        ? await sessions.SignInAsync(new SessionUser("42")) : Results.Unauthorized());
app.MapGet("/settings", (Session session) => $"user #{session.UserId}").RequireAuthorization();
app.MapCloakroom();
app.Run();

record Login(string Name, string Password);
