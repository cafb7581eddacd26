using Cloakroom;
using CoffeeShop;
using CoffeeShop.Lab;

// With --lab it is attacked as well: see Lab.
bool lab = args.Contains("--lab");
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = [.. args.Where(a => a != "--lab")],
    ContentRootPath = AppContext.BaseDirectory,
    EnvironmentName = lab ? "Development" : null,
});
// The ticket is good for an hour. Sessions live in memory here; AddSqlite or a store of your own takes one more call.
builder.Services.AddCloakroom(options =>
{
    options.Session.Absolute = TimeSpan.FromHours(1);
    options.LoginPath = "";
});
builder.Services.AddSingleton<GiftCards>();
if (lab)
{
    builder.AddLab();
}

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseWebSockets();
if (lab)
{
    app.UseLab();
}

app.UseCloakroom();

// You order a Triple-Shot Mocha at the counter, and get ticket #42.
app.MapPost("/api/login", async (Login form, ISessions sessions) =>
{
    if (form is not { Name: "ada", Password: "triple-shot mocha, please" })
    {
        return Results.Json(new { message = "We do not know you" }, statusCode: StatusCodes.Status401Unauthorized);
    }

    await sessions.SignInAsync(new SessionUser("42"));
    return Results.Ok(new { message = "Logged in successfully" });
});

// Whoever shows the ticket is recognised, without saying again who they are.
app.MapGet("/api/settings", async (Session session, SessionData data) => new
{
    user = int.Parse(session.UserId),
    preferences = await data.GetAsync<Preferences>("preferences") ?? new Preferences(Milk: "whole"),
});

app.MapPut("/api/settings", async (Preferences wanted, SessionData data) =>
    Answer(await data.UpdateAsync<Preferences>("preferences", _ => wanted)));

// The cart stays with the ticket, also when two tabs add to it at once.
app.MapGet("/api/cart", async (SessionData data) => await data.GetAsync<Cart>("cart") ?? Cart.Empty);

app.MapPost("/api/cart", async (Item item, SessionData data) =>
    Answer(await data.UpdateAsync<Cart>("cart", cart => (cart ?? Cart.Empty).Add(item))));

// Points can be given away.
app.MapGiftCards();

app.MapCloakroom();
if (lab)
{
    app.MapLab();
}

app.Run();

static IResult Answer<T>(DataUpdate<T> update) =>
    update.Result == DataResult.Written ? Results.Ok(update.Value) : Results.Conflict(new { message = $"Not stored: {update.Result}" });
