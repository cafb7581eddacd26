using System.Text.Json;
using System.Text.Json.Serialization;
using Cloakroom;

// A program without a compiler in it: every shape of JSON that it reads or writes is named below.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, Shapes.Default));
builder.Services.AddCloakroom().AddSqlite("Data Source=app.db");
var app = builder.Build();
app.UseCloakroom();

app.MapPost("/login", async (Login form, ISessions sessions) =>
    form is { Name: "ada", Password: "a long and secret sentence" }
        ? await sessions.SignInAsync(new SignIn(new SessionUser("42")) { Carrier = form.Bearer ? Carrier.Token : Carrier.Cookie })
        : Results.Unauthorized());

app.MapGet("/settings", async (Session session, SessionData data) =>
    new Settings(session.UserId, await data.GetAsync("milk", Shapes.Default.String) ?? "none")).RequireAuthorization();

// A form of another site gets no further than UseCloakroom.
app.MapPost("/settings", async (Choice choice, SessionData data) =>
    (await data.UpdateAsync("milk", _ => choice.Milk, Shapes.Default.String)).Result == DataResult.Written ? Results.NoContent() : Results.Conflict())
    .RequireAuthorization();

app.MapCloakroom();
app.Run();

internal sealed record Login(string Name, string Password, bool Bearer = false);

internal sealed record Settings(string User, string Milk);

internal sealed record Choice(string Milk);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(Settings))]
[JsonSerializable(typeof(Choice))]
[JsonSerializable(typeof(string))]
internal sealed partial class Shapes : JsonSerializerContext;
