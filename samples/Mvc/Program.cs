var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCloakroom();
builder.Services.AddControllers();
builder.Services.AddRazorPages();

var app = builder.Build();
app.UseCloakroom();
app.MapControllers();
app.MapRazorPages();
app.MapCloakroom();
app.Run();
